"""The DingTalk channel between a simulated DingTalk and a fake house."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from channels.dingtalk.parts import Parts, assemble
from channels.dingtalk.settings import DingTalkSettings
from simulators.dingtalk import DingTalk
from simulators.dingtalk_messages import Phone, Subscription, signed
from tests.fakes.hr_desk import HRDesk
from tests.fakes.platform_house import PlatformHouse

SECRET = "SECRET-APP-SECRET"
AES_KEY = "o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus"
INVITATION = "abcdefghijklmnopqrstuvwxyz012345"
NOON = 1_764_000_000.0
BASE = "http://dingtalk.local"
ROBOT = "/channels/dingtalk/robot"
EVENTS = "/channels/dingtalk/events"


class Moving:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = NOON

    def __call__(self) -> float:
        return self.seconds

    def milliseconds(self) -> int:
        return int(self.seconds * 1000)


@dataclass
class Scene:
    """Everything around one robot."""

    platform: DingTalk
    house: PlatformHouse
    desk: HRDesk
    clock: Moving
    settings: DingTalkSettings
    parts: Parts
    client: httpx.AsyncClient

    def phone(self, staff_id: str = "0123") -> Phone:
        return Phone(self.platform, self.platform.member(staff_id), BASE)

    async def known(self, staff_id: str = "0123") -> Phone:
        """A member whose invitation is bound, and who last wrote so long ago that no session is left."""
        phone = self.phone(staff_id)
        self.house.bound["dingtalk", "dingkey", staff_id] = INVITATION
        return phone

    async def brings(self, message: dict, path: str = ROBOT, secret: str = SECRET) -> int:
        """DingTalk calls the robot's address; the status it gets."""
        headers = signed(secret, self.clock.milliseconds())
        return (await self.client.post(path, json=message, headers=headers)).status_code


@pytest.fixture
def settings() -> DingTalkSettings:
    return DingTalkSettings(
        app_key="dingkey",
        app_secret=SecretStr(SECRET),
        mode="http",
        event_token=SecretStr("DtToken1"),
        event_aes_key=SecretStr(AES_KEY),
        api_base_url=BASE,
        oapi_base_url=BASE,
        max_body_bytes=20_000,
    )


@pytest.fixture
def subscription() -> Subscription:
    return Subscription("DtToken1", AES_KEY, "dingkey")


@pytest_asyncio.fixture
async def scene(settings: DingTalkSettings) -> AsyncIterator[Scene]:
    async for made in build(settings):
        yield made


async def build(settings: DingTalkSettings) -> AsyncIterator[Scene]:
    clock, house, desk = Moving(), PlatformHouse(), HRDesk()
    platform = DingTalk("dingkey", SECRET, now=clock)
    dingtalk, app = FastAPI(), FastAPI()
    dingtalk.include_router(platform.routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(dingtalk)) as outward:
        parts = assemble(settings, house, desk, outward, clock.milliseconds, clock)
        app.include_router(parts.routes)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            yield Scene(platform, house, desk, clock, settings, parts, client)
