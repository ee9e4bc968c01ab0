"""Whatever a program sends, the answer is one that `/openapi.json` describes, and never a 500."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.api.router import ApiDeps, router
from backend.content.shelf import Shelf
from backend.media.files import MediaFiles
from backend.recruiting import users
from backend.reports.finish import Finisher
from backend.store.queue import Queue
from backend.store.states import Role
from backend.store.tables import WebhookEndpoint
from backend.store.unit_of_work import Database
from tests.conftest import MovableClock, named
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

KEY = "mt_test-key"
HEADERS = {"Authorization": f"Bearer {KEY}"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    # not negative_data_rejection: an optional parameter is described as "or null", which no query can say
]


class Server(uvicorn.Server):
    """A server in a thread of its own: the generated requests are not asynchronous."""

    def __enter__(self) -> str:
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        while not self.started:
            time.sleep(0.02)
        port = self.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self.should_exit = True
        self.thread.join()


@pytest.fixture(scope="module")
def record(postgres_url: str, template: str) -> Iterator[str]:
    """A database for all generated requests."""
    name = f"generated_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield named(postgres_url, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def fill(url: str, clock: MovableClock, shelf: Shelf) -> dict[str, str]:
    """Rows for the requests to meet, and their ids by the name of the path's parameter."""
    database = Database(url, pool_size=2)
    interview = await seeds.finished_interview(database, clock, shelf)
    await Finisher(database, Queue(url), clock, shelf, PlainScorer(), []).report(interview.id)
    async with database.unit_of_work() as session:
        await users.add_user(session, clock, "boss", Role.HQ, None, "a good password")
        hook = WebhookEndpoint(url="http://hr.example", secret="whsec_eA==", created_at=clock.now())
        session.add(hook)
    await database.close()
    return {
        "application_id": str(interview.application_id),
        "interview_id": str(interview.id),
        "webhook_id": str(hook.id),
        "position_id": "assembler",
        "site_id": "suzhou",
    }


@pytest.fixture(scope="module")
def known(record: str) -> dict[str, str]:
    return asyncio.run(fill(record, MovableClock(), Shelf(small_content())))


@pytest.fixture(scope="module")
def address(record: str, known: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the API answers."""
    app = served(record, tmp_path_factory.mktemp("media"))
    with Server(uvicorn.Config(app, port=0, log_config=None, access_log=False)) as address:
        yield address


def served(url: str, folder: Path) -> FastAPI:
    """The API on this database; nothing is opened before it is asked."""
    app, shelf = FastAPI(title="miantan", version="1"), Shelf(small_content())
    media, key = MediaFiles(folder), SecretStr(KEY)
    deps = ApiDeps(Database(url), Queue(url), MovableClock(), shelf, media, key, "http://hr.local")
    app.include_router(router(deps))
    return app


schema = schemathesis.openapi.from_dict(served("postgresql://nowhere/none", Path()).openapi())
GENERATED = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@schema.parametrize()
@GENERATED
def test_every_answer_is_described(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address, headers=HEADERS, checks=CHECKS)


@schema.parametrize()
@GENERATED
def test_every_answer_about_a_known_thing_is_described(
    case: schemathesis.Case, address: str, known: dict[str, str]
) -> None:
    met = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    case.path_parameters = met
    case.call_and_validate(base_url=address, headers=HEADERS, checks=CHECKS)
