"""A rush of finished interviews: every group hears of everybody, and no platform is asked for more than it takes."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlmodel import col, func, select

from backend.content.shelf import Shelf
from backend.outbox.deliver import Outbox as Deliverer
from backend.outbox.pace import Pace
from backend.recruiting.buttons import Buttons
from backend.recruiting.group_news import card_key
from backend.reports.finish import Finisher
from backend.reports.group_sender import GroupCardSender
from backend.store.queue import Queue
from backend.store.states import InterviewState, SendStatus, Stage
from backend.store.tables import Application, Candidate, Conversation, Interview, Outbox, Report
from backend.store.unit_of_work import Database
from channels.contract import GROUP_PACE, Card, GroupSender, Idempotency, SendResult
from channels.dingtalk.group import DingTalkGroup
from channels.errors import OutcomeUnknown
from channels.telegram.group import TelegramGroup
from channels.telegram.line import Line
from channels.telegram.pause import OwnMemory
from channels.telegram.settings import TelegramSettings
from channels.wecom.group import WeComGroup
from simulators.groups import Groups
from simulators.telegram import Telegram
from tests.conftest import MovableClock
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

SHELF = Shelf(small_content())
GROUP = -1001234
RUSH, RUSH_SECONDS, STEP = 1000, 600.0, 2.4


def name_of(number: int) -> str:
    return f"候选{number:04}号"


class Notebook:
    """A group that writes down what is posted."""

    name = "notebook"
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.failure: Exception | None = None

    async def post(self, card: Card) -> SendResult:
        if self.failure:
            raise self.failure
        self.cards.append(card)
        return SendResult(str(len(self.cards)))


def deliverer(database: Database, clock: MovableClock, groups: dict[str, GroupSender]) -> Deliverer:
    sender = GroupCardSender(
        database,
        SHELF,
        groups,
        Buttons(SecretStr("a secret")),
        Pace(database, clock),
        public_url="https://interviews.example.com",
        language="zh",
    )
    return Deliverer(database, Queue(database.url), clock, {"group": sender})


async def reports(database: Database, clock: MovableClock, count: int) -> list[UUID]:
    """So many people, each with a report like the first one's."""
    first = await seeds.finished_interview(database, clock, SHELF)
    model = await Finisher(database, Queue(database.url), clock, SHELF, PlainScorer(), []).report(first.id)
    made = []
    async with database.unit_of_work() as session:
        for number in range(count):
            person = Candidate(name=name_of(number), created_at=clock.now())
            session.add(person)
            await session.flush()
            times: dict[str, Any] = {"created_at": clock.now(), "updated_at": clock.now()}
            application = Application(
                candidate_id=person.id, position_id="assembler", site_id="suzhou", source="rush",
                external_id=str(number), stage=Stage.REVIEW, **times,
            )  # fmt: skip
            session.add(application)
            await session.flush()
            talk = Conversation(application_id=application.id, created_at=clock.now())
            session.add(talk)
            await session.flush()
            interview = Interview(
                id=uuid4(), conversation_id=talk.id, application_id=application.id, session={},
                content_version=SHELF.version, state=InterviewState.FINISHED, started_at=clock.now(),
            )  # fmt: skip
            session.add(interview)
            await session.flush()
            ids = {"interview_id": str(interview.id), "application_id": str(application.id)}
            report = Report(
                interview_id=interview.id, content={**model.content, **ids}, scores=model.scores,
                total=model.total, band=model.band, review=model.review, created_at=clock.now(),
            )  # fmt: skip
            session.add(report)
            made.append(report.id)
    return made


async def announce(database: Database, clock: MovableClock, ids: list[UUID], groups: list[str]) -> None:
    async with database.unit_of_work() as session:
        for report_id in ids:
            for name in groups:
                card = {"type": "card", "report_id": str(report_id)}
                session.add(
                    Outbox(
                        key=card_key(report_id, name), destination=f"group:{name}", payload=card,
                        created_at=clock.now(),
                    )
                )  # fmt: skip


async def waiting(database: Database) -> int:
    async with database.unit_of_work() as session:
        unsent = select(func.count()).where(col(Outbox.status) != SendStatus.SENT)
        return (await session.exec(unsent)).one()


async def test_a_thousand_completions_in_ten_minutes_reach_every_group(
    database: Database, clock: MovableClock
) -> None:
    def seconds() -> float:
        return clock.now().timestamp()

    robots, bot = Groups(now=seconds, secret="SECsecret"), Telegram("123456:SIMULATED", now=seconds)
    robots_app, bot_app = FastAPI(), FastAPI()
    robots_app.include_router(robots.routes())
    bot_app.include_router(bot.routes())
    bot.group(GROUP)
    settings = TelegramSettings(bot_token=SecretStr(bot.token), api_base_url="http://telegram")
    memory = OwnMemory()
    line = Line(settings, memory, httpx.ASGITransport(bot_app), seconds)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(robots_app)) as client:
        hook = SecretStr("http://wecom/cgi-bin/webhook/send?key=k")
        ding = SecretStr("http://ding/robot/send?access_token=t")
        groups: dict[str, GroupSender] = {
            "wecom": WeComGroup(hook, client),
            "dingtalk": DingTalkGroup(ding, SecretStr("SECsecret"), client),
            "telegram": TelegramGroup.on(line, memory, settings.account, str(GROUP)),
        }
        outbox = deliverer(database, clock, groups)
        ids = await reports(database, clock, RUSH)
        began = clock.now()
        while clock.now() - began < timedelta(seconds=RUSH_SECONDS) or await waiting(database):
            due = int(RUSH * (clock.now() - began).total_seconds() / RUSH_SECONDS)
            come, ids = ids[: due - (RUSH - len(ids))], ids[max(0, due - (RUSH - len(ids))) :]
            await announce(database, clock, come, list(groups))
            for name in groups:
                await outbox.deliver(destination=f"group:{name}")
            clock.move(seconds=STEP)
            assert clock.now() - began < timedelta(seconds=RUSH_SECONDS + 120)
    await line.close()
    posts = {**robots.posts, "telegram": [message["text"] for message in bot.chats[GROUP].messages]}
    for name in groups:
        heard = Counter(re.findall(r"候选\d{4}号", "\n".join(posts[name])))
        assert heard == {name_of(number): 1 for number in range(RUSH)}, name
    assert (sum(robots.refused.values()), bot.throttled) == (0, 0)


async def test_a_few_at_once_get_a_card_each(database: Database, clock: MovableClock) -> None:
    group = Notebook()
    await announce(database, clock, await reports(database, clock, 4), ["notebook"])
    await deliverer(database, clock, {"notebook": group}).deliver(destination="group:notebook")
    assert [len(card.entries) for card in group.cards] == [0, 0, 0, 0]


async def test_many_at_once_share_a_message_in_their_order(database: Database, clock: MovableClock) -> None:
    group = Notebook()
    await announce(database, clock, await reports(database, clock, 12), ["notebook"])
    await deliverer(database, clock, {"notebook": group}).deliver(destination="group:notebook")
    (digest,) = group.cards
    assert digest.title == "最近 12 条面试消息"
    assert [name_of(n) in entry.text for n, entry in enumerate(digest.entries)] == [True] * 12
    assert "总分 7.9/10" in digest.entries[0].text
    assert digest.entries[0].url.startswith("https://interviews.example.com/console/applications/")


async def test_the_erased_are_left_out_of_a_digest(database: Database, clock: MovableClock) -> None:
    group = Notebook()
    await announce(database, clock, await reports(database, clock, 12), ["notebook"])
    async with database.unit_of_work() as session:
        first = (await session.exec(select(Application).where(Application.external_id == "0"))).one()
        first.stage = Stage.ERASED
    await deliverer(database, clock, {"notebook": group}).deliver(destination="group:notebook")
    assert [name_of(0) in entry.text for card in group.cards for entry in card.entries] == [False] * 11
    async with database.unit_of_work() as session:
        states = Counter(await session.exec(select(Outbox.status)))
    assert states == {SendStatus.SENT: 11, SendStatus.FAILED: 1}


async def test_a_digest_of_unknown_outcome_is_not_sent_again(database: Database, clock: MovableClock) -> None:
    group = Notebook()
    group.failure = OutcomeUnknown("ReadTimeout")
    await announce(database, clock, await reports(database, clock, 12), ["notebook"])
    outbox = deliverer(database, clock, {"notebook": group})
    await outbox.deliver(destination="group:notebook")
    group.failure = None
    await outbox.deliver(destination="group:notebook")
    assert group.cards == []
    async with database.unit_of_work() as session:
        assert set(await session.exec(select(Outbox.status))) == {SendStatus.UNKNOWN}


async def test_what_died_in_a_digest_is_not_sent_again(database: Database, clock: MovableClock) -> None:
    group = Notebook()
    await announce(database, clock, await reports(database, clock, 12), ["notebook"])
    async with database.unit_of_work() as session:
        for row in (await session.exec(select(Outbox))).all():
            row.status = SendStatus.SENDING
    await deliverer(database, clock, {"notebook": group}).deliver(destination="group:notebook")
    assert group.cards == []
