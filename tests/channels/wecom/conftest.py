"""One corp at the simulated platform, and the channel built on it as the product builds it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from channels.wecom.build import WeCom, build
from channels.wecom.kf.channel import KfChannel
from channels.wecom.kf.pull import KfPuller
from channels.wecom.settings import WeComSettings
from simulators.wecom import WeCom as Platform
from simulators.wecom_crypto import Envelope
from tests.channels.wecom.house import TOKEN, House

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "wwtest0123456789ab"
SETTINGS = WeComSettings(
    corp_id=CORP,
    agent_id=1000002,
    secret=SecretStr("app-secret"),
    token=SecretStr("IntvToken_01"),
    encoding_aes_key=SecretStr(AES_KEY),
    kf_secret=SecretStr("kf-secret"),
    open_kfid="wkAAA001",
    api_base_url="http://platform",
)


@dataclass
class World:
    platform: Platform
    house: House
    wecom: WeCom
    to_product: httpx.AsyncClient
    to_platform: httpx.AsyncClient

    @property
    def kf(self) -> KfChannel:
        assert self.wecom.kf is not None
        return self.wecom.kf

    @property
    def puller(self) -> KfPuller:
        assert self.wecom.puller is not None
        return self.wecom.puller

    def rebuild(self) -> None:
        """The process died; a new one starts on the same database."""
        self.wecom = build(
            SETTINGS, self.house, self.to_platform, self.now, lambda: self.platform.clock.seconds
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.platform.clock.seconds, UTC)


def app_of(*routers) -> FastAPI:
    made = FastAPI()
    for routes in routers:
        made.include_router(routes)
    return made


@pytest.fixture
def platform() -> Platform:
    return Platform(Envelope("IntvToken_01", AES_KEY, CORP), callback="http://product")


@pytest.fixture
def house() -> House:
    return House(invitations={TOKEN: None})


@pytest_asyncio.fixture
async def world(platform: Platform, house: House) -> AsyncIterator[World]:
    transport = httpx.ASGITransport(app_of(platform.routes()))
    async with httpx.AsyncClient(transport=transport) as to_platform:
        made = World(platform, house, None, None, to_platform)  # type: ignore[arg-type]
        made.rebuild()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app_of(made.wecom.routes))) as to_product:
            made.to_product = to_product
            await made.puller.pull()
            yield made
