"""The whole way over real sockets: the simulated Telegram brings updates to our webhook, and is polled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr

import channels.telegram
from channels.contract import Choice, Kind, OutboundMessage
from channels.telegram.channel import TelegramChannel
from channels.telegram.check import check
from channels.telegram.courtesy import Courtesies
from channels.telegram.intake import Intake
from channels.telegram.line import Line
from channels.telegram.media import TelegramMedia
from channels.telegram.receiving import Poller, register_webhook
from channels.telegram.routes import router
from channels.telegram.settings import TelegramSettings
from channels.telegram.wording import load_words
from simulators.server import served
from simulators.telegram import Telegram
from simulators.telegram_person import join
from tests.channels.telegram.conftest import TOKEN, WEBHOOK_SECRET
from tests.fakes.hr_desk import HRDesk
from tests.fakes.platform_house import PlatformHouse

WORDS: dict[str, Any] = yaml.safe_load(
    (Path(channels.telegram.__file__).parent / "words.yaml").read_text(encoding="utf-8")
)
ASKED = OutboundMessage(1, "开始吗？", (Choice("同意"), Choice("不同意")))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def settings(base: str, **change: str) -> TelegramSettings:
    made = TelegramSettings(
        bot_token=SecretStr(TOKEN),
        webhook_secret=SecretStr(WEBHOOK_SECRET),
        api_base_url=base,
        mode="webhook",
    )
    return made.model_copy(update=change)


@asynccontextmanager
async def line(set_up: TelegramSettings, house: PlatformHouse) -> AsyncIterator[Line]:
    made = Line(set_up, house)
    yield made
    await made.close()


@asynccontextmanager
async def ours_served(door: APIRouter) -> AsyncIterator[str]:
    """Our own door on loopback, in this event loop: the bot's connections belong to it."""
    app = FastAPI()
    app.include_router(door)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


async def interview(platform: Telegram, house: PlatformHouse, bot: Line) -> None:
    """One person opens the link, taps, types and speaks."""
    house.invitations["tok"] = None
    person = join(platform, 77)
    person.opens("tok")
    await until(lambda: bool(house.bound))
    await TelegramChannel(bot).send("77", ASKED)
    person.taps("同意")
    person.says("做过两年装配")
    person.speaks(b"OggS" + bytes(100), 8)
    await until(lambda: len(house.said()) == 3 and not platform.waiting())
    assert house.said() == [(Kind.TEXT, "同意"), (Kind.TEXT, "做过两年装配"), (Kind.VOICE, "")]
    assert await TelegramMedia(bot).fetch(house.media[0]) == b"OggS" + bytes(100)
    await until(lambda: len(platform.answered) == 1 and "reply_markup" not in person.chat.messages[1])


async def test_an_interview_by_webhook_with_a_database_that_fails_meanwhile() -> None:
    platform, house = Telegram(TOKEN, pause=0.05), PlatformHouse(away=True)
    with served(platform.routes()) as base:
        set_up = settings(base)
        async with line(set_up, house) as bot, ours_served(router(house, HRDesk(), set_up, bot)) as ours:
            await register_webhook(bot, set_up, ours)
            person = join(platform, 5)
            person.opens("unknown")
            await until(lambda: "503" in platform.last_error)
            found = await check(set_up, bot, ours)
            assert [(one.what, one.remedy) for one in found][1:] == [
                ("delivery", ""),
                ("reachable", "webhook_failing"),
            ]
            house.away = False
            await until(lambda: len(person.heard()) == 1)
            await interview(platform, house, bot)
            await bot.call(lambda api: api.delete_webhook())


async def test_an_interview_by_polling() -> None:
    platform, house = Telegram(TOKEN), PlatformHouse()
    with served(platform.routes()) as base:
        set_up = settings(base, mode="polling")
        async with line(set_up, house) as bot:
            intake, courtesies = Intake(house, HRDesk(), set_up.account), Courtesies(bot, load_words())
            running = asyncio.create_task(Poller(bot, intake, courtesies, wait=1).run())
            await interview(platform, house, bot)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


@pytest.mark.parametrize(("change", "findings"), [
    ({"mode": "polling"}, [("token", ""), ("delivery", "")]),
    ({"mode": "webhook"}, [("token", ""), ("delivery", "webhook_elsewhere"), ("reachable", "")]),
    ({"bot_token": SecretStr("1:wrong")}, [("token", "token_refused")]),
    ({"api_base_url": "http://127.0.0.1:1"}, [("token", "unreached")]),
    ({"mode": "polling", "group_chat_id": "-5/7"}, [("token", ""), ("delivery", ""), ("group", "")]),
    ({"mode": "polling", "group_chat_id": "-6"}, [("token", ""), ("delivery", ""), ("group", "group_closed")]),
    ({"mode": "polling", "group_chat_id": "-7"}, [("token", ""), ("delivery", ""), ("group", "group_closed")]),
])  # fmt: skip
async def test_check_says_what_is_wrong(change, findings) -> None:
    platform = Telegram(TOKEN)
    platform.group(-5)
    platform.group(-6).open = False
    with served(platform.routes()) as base:
        set_up = settings(base, **change)
        async with line(set_up, PlatformHouse()) as bot:
            found = await check(set_up, bot, "http://ours")
    assert [(finding.what, finding.remedy) for finding in found] == findings
    keys = {finding.remedy or finding.what for finding in found}
    assert all({"zh", "en"} <= set(WORDS["findings"][key]) for key in keys)


async def test_a_webhook_in_the_way_of_polling_is_named() -> None:
    platform = Telegram(TOKEN)
    platform.webhook = {"url": "http://elsewhere", "secret": ""}
    with served(platform.routes()) as base:
        set_up = settings(base, mode="polling")
        async with line(set_up, PlatformHouse()) as bot:
            found = await check(set_up, bot, "http://ours")
    assert found[1].remedy == "webhook_in_the_way"
