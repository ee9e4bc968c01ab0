"""The web channel's routes around a fake house."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from channels.contract import LinkState
from channels.web.routes import router
from channels.web.settings import WebSettings
from channels.web.wording import load_words
from tests.channels.web.fake_gateway import OTHER, TOKEN, FakeGateway, session


@pytest.fixture
def gateway() -> FakeGateway:
    links = {
        TOKEN: session(),
        OTHER: session("conv-2", "en"),
        "expired": LinkState.EXPIRED,
        "revoked": LinkState.REVOKED,
    }
    return FakeGateway(links)


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(max_text_bytes=1000, max_voice_bytes=2000, refresh_seconds=60)


@pytest.fixture
def app(gateway: FakeGateway, settings: WebSettings) -> FastAPI:
    made = FastAPI()
    made.include_router(router(gateway, settings, load_words(), gateway.now))
    return made


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made
