"""The API on a real database, called as a program would."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend.api.router import ApiDeps, router
from backend.content.shelf import Shelf
from backend.letters.post import Way
from backend.media.files import MediaFiles
from backend.store.queue import Queue
from tests.fakes.small_content import small_content

KEY = "mt_test-key"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(small_content())


@pytest.fixture
def app(database, clock, shelf, media) -> FastAPI:
    app = FastAPI()
    queue = Queue(database.url)
    deps = ApiDeps(database, queue, clock, shelf, media, SecretStr(KEY), "http://hr.local", (Way.SMS,))
    app.include_router(router(deps))
    return app


@pytest.fixture
def media(tmp_path) -> MediaFiles:
    return MediaFiles(tmp_path / "media")


@pytest.fixture
async def client(app) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://api/api/v1", headers=headers
    ) as client:
        yield client
