"""Shared by all tests: a real PostgreSQL, one database per test from a migrated template, and a clock that can be moved."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from backend.store import migrate
from backend.store.crypto import keys
from backend.store.embedded import EmbeddedPostgres
from backend.store.unit_of_work import Database

keys.open([SecretStr(Fernet.generate_key().decode())], SecretStr("a pepper for tests"))


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, **span: float) -> None:
        self._now += timedelta(**span)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server named by MIANTAN_DATABASE_URL, or one of our own in a folder that no other test run tidies away."""
    if given := os.environ.get("MIANTAN_DATABASE_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield EmbeddedPostgres(Path(folder) / "data").start()


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """The name of a migrated database that others are copied from."""
    name = f"template_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    migrate.upgrade(named(postgres_url, name))
    return name


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A fresh database of this test's own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield named(postgres_url, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=5)
    yield opened
    await opened.close()


def named(url: str, database: str) -> str:
    """The same server, another database."""
    scheme, rest = url.split("://", 1)
    place, _, options = rest.partition("?")
    return f"{scheme}://{place.split('/', 1)[0]}/{database}" + (f"?{options}" if options else "")


@pytest.fixture
def project() -> Path:
    return Path(__file__).parent.parent
