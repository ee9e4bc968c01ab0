"""A console without a browser: its services, and its plain HTTP doors."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend.console import card_door, doors, logins
from backend.console.deps import ConsoleDeps
from backend.console.mount import with_session
from backend.console.visit import Visit
from backend.console.words import words
from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.media.files import MediaFiles
from backend.recruiting.buttons import Buttons
from backend.recruiting.users import add_user
from backend.store.queue import Queue
from backend.store.tables import Application, User
from backend.store.unit_of_work import Database
from tests.conftest import MovableClock
from tests.e2e.console.fakes import FakeReplay
from tests.e2e.console.interview import finished_interview

PASSWORD = "a good pass phrase"


@dataclass
class Office:
    """The console's house with one user of each kind and a finished interview at two sites."""

    deps: ConsoleDeps
    media: MediaFiles
    clock: MovableClock
    hq: User
    site: User
    viewer: User
    suzhou: Application
    shenzhen: Application

    def visit(self, user: User, language: str = "zh") -> Visit:
        return Visit(self.deps, logins.Login(user.id, self.clock.now()), words(language), user)


@pytest.fixture
async def office(database: Database, database_url: str, clock: MovableClock, tmp_path: Path) -> Office:
    media = MediaFiles(tmp_path / "media")
    shelf = Shelf(load())
    deps = ConsoleDeps(
        database=database, queue=Queue(database_url), clock=clock, shelf=shelf, media=media, replay=FakeReplay(),
        public_url="https://jobs.example", storage_secret=SecretStr("a secret for tests"),
        buttons=Buttons(SecretStr("a secret for tests")),
    )  # fmt: skip
    async with database.unit_of_work() as session:
        people = [
            (await add_user(session, clock, name, role, site, PASSWORD))[0]
            for name, role, site in (
                ("hq", "hq", None),
                ("suzhou", "site", "suzhou"),
                ("viewer", "viewer", None),
            )
        ]
        suzhou = await finished_interview(session, clock, shelf.current, media, "suzhou")
        shenzhen = await finished_interview(session, clock, shelf.current, media, "shenzhen")
    return Office(deps, media, clock, *people, suzhou, shenzhen)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the doors, on plain HTTP as on one machine."""
    async with _browser(replace(office.deps, public_url="http://127.0.0.1")) as client:
        yield client


@pytest.fixture
async def secure_browser(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """The same behind TLS."""
    async with _browser(office.deps, "https") as client:
        yield client


def _browser(deps: ConsoleDeps, scheme: str = "http") -> httpx.AsyncClient:
    app, console = FastAPI(), FastAPI(openapi_url=None)
    console.include_router(doors.router(deps, "1"))
    console.include_router(card_door.router(deps, "1"))
    app.mount("/console", with_session(console, deps))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://127.0.0.1")
