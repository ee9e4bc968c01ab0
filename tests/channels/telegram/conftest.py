"""The Telegram channel between a simulated Telegram and a fake house."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from channels.telegram.channel import TelegramChannel
from channels.telegram.line import Line
from channels.telegram.media import TelegramMedia
from channels.telegram.routes import PATH, router
from channels.telegram.settings import TelegramSettings
from simulators.telegram import Json, Telegram
from simulators.telegram_person import Person, join
from tests.fakes.hr_desk import HRDesk
from tests.fakes.platform_house import PlatformHouse

TOKEN = "123456:SECRET-BOT-TOKEN"
WEBHOOK_SECRET = "hook-secret_1"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
INVITATION = "int_7Zk-9"


class Moving:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = 1_764_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Scene:
    """Everything around one bot."""

    platform: Telegram
    house: PlatformHouse
    desk: HRDesk
    clock: Moving
    settings: TelegramSettings
    line: Line
    client: httpx.AsyncClient

    @property
    def channel(self) -> TelegramChannel:
        return TelegramChannel(self.line)

    @property
    def media(self) -> TelegramMedia:
        return TelegramMedia(self.line)

    def person(self, number: int = 77, language: str = "zh") -> Person:
        return join(self.platform, number, language)

    async def known(self, number: int = 77) -> Person:
        """A person whose invitation is bound."""
        self.house.invitations[f"{INVITATION}-{number}"] = None
        person = self.person(number)
        assert await self.brings(person.opens(f"{INVITATION}-{number}")) == 200
        return person

    async def brings(self, update: Json) -> int:
        """Telegram brings an update to the webhook; the status it gets."""
        return (await self.client.post(PATH, json=update, headers=HEADERS)).status_code


@pytest.fixture
def settings() -> TelegramSettings:
    return TelegramSettings(
        bot_token=SecretStr(TOKEN),
        mode="webhook",
        webhook_secret=SecretStr(WEBHOOK_SECRET),
        api_base_url="http://telegram.local/bot",
        max_body_bytes=20_000,
    )


@pytest_asyncio.fixture
async def scene(settings: TelegramSettings) -> AsyncIterator[Scene]:
    clock, house, desk = Moving(), PlatformHouse(), HRDesk()
    platform = Telegram(TOKEN, now=clock)
    telegram, app = FastAPI(), FastAPI()
    telegram.include_router(platform.routes())
    line = Line(settings, house, httpx.ASGITransport(telegram), clock)
    app.include_router(router(house, desk, settings, line))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Scene(platform, house, desk, clock, settings, line, client)
    await line.close()
