"""A robot that listens by Stream, and a simulated DingTalk on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
from pydantic import SecretStr

from channels.dingtalk.frames import MESSAGES
from channels.dingtalk.parts import Parts, assemble
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.stream import Stream
from simulators.dingtalk import DingTalk
from simulators.dingtalk_messages import Phone
from simulators.server import served
from tests.channels.dingtalk.conftest import SECRET
from tests.fakes.hr_desk import HRDesk
from tests.fakes.platform_house import PlatformHouse


class Scene:
    """A robot that listens by Stream."""

    def __init__(self, platform: DingTalk, base: str, http: httpx.AsyncClient, **change: str) -> None:
        settings = DingTalkSettings(
            app_key="dingkey",
            app_secret=SecretStr(change.get("secret", SECRET)),
            api_base_url=base,
            oapi_base_url=base,
        )
        self.platform = platform
        self.house = PlatformHouse()
        self.house.bound["dingtalk", "dingkey", "0123"] = "bound"
        self.parts: Parts = assemble(settings, self.house, HRDesk(), http)
        self.phone = Phone(platform, platform.member("0123"), base)

    def stream(self, sleep: Callable[[float], Awaitable[None]], idle: float = 60.0) -> Stream:
        """The same stream with pauses of the test's own."""
        return Stream(self.parts.client, self.parts.intake, self.parts.courtesies, sleep, idle)

    def tells(self, message: dict, message_id: str = "") -> str:
        return self.platform.stream.send("CALLBACK", MESSAGES, message, message_id)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def stage(**change: str) -> AsyncIterator[Scene]:
    platform = DingTalk("dingkey", SECRET)
    with served(platform.routes()) as base:
        async with httpx.AsyncClient() as http:
            yield Scene(platform, base, http, **change)


@asynccontextmanager
async def listening(scene: Scene, stream: Stream | None = None) -> AsyncIterator[None]:
    running = asyncio.create_task((stream or scene.parts.stream).run())
    try:
        yield
    finally:
        running.cancel()
        async with asyncio.timeout(5):
            with suppress(asyncio.CancelledError):
                await running
