"""A group's row becomes one card, made of what is stored when it is sent."""

from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlmodel import select

from backend.content.shelf import Shelf
from backend.outbox.pace import Pace
from backend.recruiting.buttons import Buttons
from backend.reports.finish import Finisher
from backend.reports.group_sender import GroupCardSender
from backend.store.queue import Queue
from backend.store.states import Stage
from backend.store.tables import Application, Outbox, Report
from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.errors import Misconfigured, Rejected, Throttled
from tests.conftest import MovableClock
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

SHELF = Shelf(small_content())
BUTTONS = Buttons(SecretStr("a secret"))


class Group:
    name = "wecom"
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.failure: Exception | None = None

    async def post(self, card: Card) -> SendResult:
        if self.failure:
            raise self.failure
        self.cards.append(card)
        return SendResult("9")


def sender(database, group, language="zh") -> GroupCardSender:
    groups = {"wecom": group}
    return GroupCardSender(
        database,
        SHELF,
        groups,
        BUTTONS,
        Pace(database, MovableClock()),
        public_url="http://hr.local/",
        language=language,
    )


async def card_row(database, clock) -> Outbox:
    interview = await seeds.finished_interview(database, clock, SHELF)
    await Finisher(database, Queue(database.url), clock, SHELF, PlainScorer(), ["wecom"]).report(interview.id)
    async with database.unit_of_work() as session:
        return (await session.exec(select(Outbox))).one()


def notice(application: Application, reason: str, clock) -> Outbox:
    payload = {"type": "notice", "application_id": str(application.id), "reason": reason}
    return Outbox(id=5, key="n", destination="group:wecom", payload=payload, created_at=clock.now())


async def test_the_card_of_a_report(database, clock) -> None:
    row = await card_row(database, clock)
    group = Group()
    assert await sender(database, group).send(row) == SendResult("9")
    (card,) = group.cards
    async with database.unit_of_work() as session:
        application = (await session.exec(select(Application))).one()
    assert card.title == "面试完成：李雷 · 装配工 · 苏州"
    assert card.link_url == f"http://hr.local/console/applications/{application.id}"
    assert "“加了护罩”" in card.lines
    assert row.rendered is None


async def test_in_the_language_of_the_house(database, clock) -> None:
    row = await card_row(database, clock)
    group = Group()
    await sender(database, group, "en").send(row)
    assert group.cards[0].title == "Interview finished: 李雷 · Assembler · Suzhou"


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        ("asked", "李雷（装配工 · 苏州）想找招聘同事"),
        ("declined", "李雷（装配工 · 苏州）不用 AI 面试"),
        ("appeal", "李雷（装配工 · 苏州）申诉"),
        ("faq_unknown:pay", "李雷（装配工 · 苏州）问了一个没有答案的问题"),
        ("question", "李雷（装配工 · 苏州）问了一个没有答案的问题"),
        ("knockout_failed:k_age", "李雷（装配工 · 苏州）有一条门槛要核实"),
        ("knockout_unclear:k_age", "李雷（装配工 · 苏州）有一条门槛要核实"),
        ("export", "李雷（装配工 · 苏州）要一份自己的资料"),
    ],
)
async def test_a_notice(database, clock, reason, begins) -> None:
    await seeds.finished_interview(database, clock, SHELF)
    async with database.unit_of_work() as session:
        application = (await session.exec(select(Application))).one()
    group = Group()
    await sender(database, group).send(notice(application, reason, clock))
    assert group.cards[0].title.startswith(begins)


async def test_what_cannot_be_sent_says_why(database, clock) -> None:
    row = await card_row(database, clock)
    group = Group()
    group.failure = Throttled("slow", retry_after=1)
    with pytest.raises(Throttled):
        await sender(database, group).send(row)
    row.destination = "group:nobody"
    with pytest.raises(Misconfigured):
        await sender(database, group).send(row)


async def test_nothing_is_told_of_the_erased(database, clock) -> None:
    row = await card_row(database, clock)
    async with database.unit_of_work() as session:
        await session.delete((await session.exec(select(Report))).one())
    with pytest.raises(Rejected, match="report_gone"):
        await sender(database, Group()).send(row)
    with pytest.raises(Rejected, match="application_gone"):
        await sender(database, Group()).send(notice(Application(id=uuid4()), "asked", clock))
    async with database.unit_of_work() as session:
        application = (await session.exec(select(Application))).one()
        application.stage = Stage.ERASED
    with pytest.raises(Rejected, match="application_gone"):
        await sender(database, Group()).send(notice(application, "asked", clock))
