"""Decision cards in HR's Telegram group: the real bot code, a real house, a simulated platform."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from itsdangerous import TimestampSigner
from pydantic import SecretStr
from sqlmodel import select

from backend.content.shelf import Shelf
from backend.intake.platforms import PlatformHouse
from backend.media.files import MediaFiles
from backend.outbox.deliver import Outbox as Deliverer
from backend.outbox.pace import Pace
from backend.recruiting import identities, users
from backend.recruiting.buttons import LASTS, Button, Buttons
from backend.recruiting.decisions import decide
from backend.recruiting.desk import HRDesk
from backend.reports.finish import Finisher
from backend.reports.group_sender import GroupCardSender
from backend.reports.taken_back import TakenBackCards
from backend.store.queue import Queue
from backend.store.states import DecisionKind, Stage
from backend.store.tables import Application, Conversation, Decision, HRIdentity, Outbox, User
from backend.store.unit_of_work import Database
from backend.turns.erase import Eraser
from channels.desk import Person
from channels.telegram.group import TelegramGroup
from channels.telegram.line import Line
from channels.telegram.routes import HEADER, PATH, router
from channels.telegram.settings import TelegramSettings
from simulators.telegram import Chat, Json, Telegram
from simulators.telegram_person import Person as Phone
from simulators.telegram_person import join
from tests.conftest import MovableClock
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

BOT, SECRET = "123456:SIMULATED", "hook-secret"
GROUP = -1001234
SHELF = Shelf(small_content())
BUTTONS = Buttons(SecretStr("a secret"))


class Aged(TimestampSigner):
    """Signs as if the card had been drawn too long ago."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() - LASTS - 60


@dataclass
class Round:
    """One finished interview, HR's group, and three colleagues with phones."""

    database: Database
    queue: Queue
    clock: MovableClock
    platform: Telegram
    group: Chat
    outbox: Deliverer
    telegram: httpx.AsyncClient
    wang: Phone
    li: Phone
    stranger: Phone

    async def brings(self, update: Json, times: int = 1) -> str:
        """Telegram brings an update; what the person is told over the button."""
        for _ in range(times):
            answer = await self.telegram.post(PATH, json=update, headers={HEADER: SECRET})
            assert answer.status_code == 200
        return self.platform.toasts[-1] if self.platform.toasts else ""

    async def delivers(self) -> None:
        await self.outbox.deliver(destination="group:telegram")

    async def decisions(self) -> list[tuple[str, str]]:
        async with self.database.unit_of_work() as session:
            found = await session.exec(select(Decision, User).join(User).order_by(Decision.at))  # type: ignore[arg-type]
            return [(made.kind, user.name) for made, user in found]

    async def application(self) -> Application:
        async with self.database.unit_of_work() as session:
            return (await session.exec(select(Application))).one()

    def card(self) -> str:
        return str(self.group.messages[0]["text"])

    def choices(self) -> list[str]:
        rows = self.group.messages[0].get("reply_markup", {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]


def asgi(routes: APIRouter) -> httpx.ASGITransport:
    app = FastAPI()
    app.include_router(routes)
    return httpx.ASGITransport(app)


@pytest.fixture
async def hiring(database: Database, database_url: str, clock: MovableClock) -> AsyncIterator[Round]:
    queue = Queue(database_url)
    house = PlatformHouse(database, queue, clock)
    desk = HRDesk(database, queue, clock, SHELF, BUTTONS, "zh")
    settings = TelegramSettings(
        bot_token=SecretStr(BOT),
        mode="webhook",
        webhook_secret=SecretStr(SECRET),
        api_base_url="http://telegram",
    )
    platform = Telegram(BOT)
    platform.limits.per_chat = 100
    line = Line(settings, house, asgi(platform.routes()))
    group = TelegramGroup.on(line, house, settings.account, str(GROUP))
    sender = GroupCardSender(
        database,
        SHELF,
        {"telegram": group},
        BUTTONS,
        Pace(database, clock),
        public_url="http://hr.local",
        language="zh",
    )
    phones = [join(platform, number) for number in (11, 12, 13)]
    async with database.unit_of_work() as session:
        for name, role, site, number in (("王芳", "site", "suzhou", 11), ("李明", "site", "shenzhen", 12)):
            user, _ = await users.add_user(session, clock, name, role, site, "a good pass phrase")
            await identities.tie(session, clock, user, Person("telegram", settings.account, str(number)))
    interview = await seeds.finished_interview(database, clock, SHELF)
    await Finisher(database, queue, clock, SHELF, PlainScorer(), ["telegram"]).report(interview.id)
    groups = {"telegram": group}
    back = TakenBackCards(
        database, SHELF, groups, Pace(database, clock), public_url="http://hr.local", language="zh"
    )
    outbox = Deliverer(database, queue, clock, {"group": sender, "card": back})
    transport = asgi(router(house, desk, settings, line))
    async with httpx.AsyncClient(transport=transport, base_url="http://ours") as telegram:
        made = Round(database, queue, clock, platform, platform.group(GROUP), outbox, telegram, *phones)
        await made.delivers()
        yield made
    await line.close()


async def test_the_card_says_who_and_offers_what(hiring: Round) -> None:
    assert hiring.card().splitlines()[0] == "<b>面试完成：李雷 · 装配工 · 苏州</b>"
    assert hiring.choices() == ["通过", "待定", "复试", "电话联系"]
    assert "查看报告" in hiring.card()


async def test_a_tap_decides_once_and_the_card_shows_it(hiring: Round) -> None:
    tap = hiring.wang.taps_in(hiring.group, "通过")
    assert await hiring.brings(tap, times=3) == "记下了：通过。"
    assert await hiring.decisions() == [("advance", "王芳")]
    assert (await hiring.application()).stage == Stage.ADVANCED
    await hiring.delivers()
    assert hiring.card().splitlines()[1] == "已决定：通过（王芳）"
    assert hiring.choices() == []
    assert len(hiring.group.messages) == 1


async def test_what_leaves_the_end_open_can_be_decided_further(hiring: Round) -> None:
    for label in ("电话联系", "待定", "复试", "通过"):
        await hiring.brings(hiring.wang.taps_in(hiring.group, label))
        await hiring.delivers()
        hiring.clock.move(minutes=1)
    kinds = [kind for kind, _ in await hiring.decisions()]
    assert kinds == ["call", "hold", "second_interview", "advance"]
    assert hiring.card().splitlines()[4] == "已决定：通过（王芳）"


async def test_a_card_that_shows_an_older_state_decides_nothing(hiring: Round) -> None:
    late = hiring.wang.taps_in(hiring.group, "待定")
    await hiring.brings(hiring.wang.taps_in(hiring.group, "通过"))
    assert await hiring.brings(late) == "王芳 刚刚已决定「通过」，这次没有改动。"
    assert await hiring.decisions() == [("advance", "王芳")]


async def test_of_two_people_at_once_one_decides(hiring: Round) -> None:
    async with hiring.database.unit_of_work() as session:
        user, _ = await users.add_user(session, hiring.clock, "赵云", "hq", None, "a good pass phrase")
        await identities.tie(session, hiring.clock, user, Person("telegram", "123456", "13"))
    taps = hiring.wang.taps_in(hiring.group, "通过"), hiring.stranger.taps_in(hiring.group, "待定")
    await asyncio.gather(*(hiring.brings(tap) for tap in taps))
    assert len(await hiring.decisions()) == 1
    assert sorted("刚刚已决定" in toast for toast in hiring.platform.toasts) == [False, True]


async def test_what_was_decided_in_the_console_is_shown_on_the_card(hiring: Round) -> None:
    async with hiring.database.unit_of_work() as session:
        user = (await session.exec(select(User).where(User.name == "王芳"))).one()
        application = (await session.exec(select(Application))).one()
        await decide(
            session, hiring.clock, application.id, user, DecisionKind.REJECT, "不合适", queue=hiring.queue
        )
    await hiring.delivers()
    assert hiring.card().splitlines()[1] == "已决定：不通过（王芳）"
    assert hiring.choices() == []


async def test_only_a_known_person_with_the_right_decides(hiring: Round) -> None:
    assert "还不认识您" in await hiring.brings(hiring.stranger.taps_in(hiring.group, "通过"))
    assert "不归您决定" in await hiring.brings(hiring.li.taps_in(hiring.group, "通过"))
    async with hiring.database.unit_of_work() as session:
        user = (await session.exec(select(User).where(User.name == "王芳"))).one()
        user.disabled = True
    assert "还不认识您" in await hiring.brings(hiring.wang.taps_in(hiring.group, "通过"))
    assert await hiring.decisions() == []


async def test_forged_moved_and_old_buttons_are_refused(hiring: Round) -> None:
    card = hiring.group.messages[0]
    button = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    async with hiring.database.unit_of_work() as session:
        number = (await session.exec(select(Outbox.id).where(Outbox.destination == "group:telegram"))).one()
    elsewhere = dict(hiring.platform.new_message(hiring.wang.chat, mine=True, text="x"))
    old = Aged("a secret", salt="card button").sign(f"{number}.0.0").decode()
    strange = Buttons(SecretStr("another secret")).write(Button(number or 0, DecisionKind.ADVANCE, 0))
    for message, data in (
        (card, button[:-9] + ("A" if button[-9] != "A" else "B") + button[-8:]),
        (card, strange),
        (card, f"d:{old}"),
        (card, "d:"),
        (elsewhere, button),
        ({**card, "message_id": 9999}, button),
    ):
        assert "已经失效" in await hiring.brings(hiring.wang.forges(message, data))
    assert await hiring.decisions() == []


async def test_a_code_from_the_console_proves_an_account_once(hiring: Round) -> None:
    async with hiring.database.unit_of_work() as session:
        user = (await session.exec(select(User).where(User.name == "王芳"))).one()
        code = await identities.new_code(session, hiring.clock, user)
    assert "不对" in await said(hiring, hiring.stranger, "hr-aaaaaaaaaaaa")
    opened = hiring.stranger.opens(code)
    await hiring.brings(opened, times=3)
    assert hiring.stranger.heard()[-1] == "王芳，绑定好了。以后在群里的卡片上点一下就能决定。"
    assert "不对" in await said(hiring, hiring.li, f"绑定 {code}")
    await hiring.brings(hiring.stranger.taps_in(hiring.group, "通过"))
    assert await hiring.decisions() == [("advance", "王芳")]
    async with hiring.database.unit_of_work() as session:
        assert len((await session.exec(select(HRIdentity).where(HRIdentity.user_id == user.id))).all()) == 2


async def test_a_code_ends_with_its_ten_minutes(hiring: Round) -> None:
    async with hiring.database.unit_of_work() as session:
        user = (await session.exec(select(User).where(User.name == "王芳"))).one()
        code = await identities.new_code(session, hiring.clock, user)
    hiring.clock.move(minutes=11)
    assert "过期" in await said(hiring, hiring.stranger, code)


async def test_the_card_of_an_erased_person_says_nothing_about_them(hiring: Round, tmp_path: Path) -> None:
    async with hiring.database.unit_of_work() as session:
        talk = (await session.exec(select(Conversation.id))).one()
    eraser = Eraser(hiring.database, hiring.queue, hiring.clock, MediaFiles(tmp_path))
    for _ in range(2):
        await eraser.erase(conversation_id=str(talk), everything=True)
    async with hiring.database.unit_of_work() as session:
        card = (await session.exec(select(Outbox).where(Outbox.destination == "group:telegram"))).one()
    await hiring.outbox.deliver(destination=f"card:{card.id}")
    assert hiring.card().splitlines()[0] == "<b>这位候选人的资料已删除</b>"
    assert "李雷" not in hiring.card()
    assert hiring.choices() == []


async def said(hiring: Round, phone: Phone, text: str) -> str:
    phone.chat.open = True
    await hiring.brings(phone.says(text))
    return phone.heard()[-1]
