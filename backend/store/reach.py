"""A unit of work at the doors: a database that is away becomes an answer that makes the other side come again."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from psycopg import OperationalError as DriverDown
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.unit_of_work import Database
from channels.errors import Unavailable

AWAY = (OperationalError, InterfaceError, PoolTimeout, DriverDown, ConnectionError)


def is_away(error: BaseException) -> bool:
    """Whether an error means that the database could not be reached."""
    return isinstance(error, AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated)


@asynccontextmanager
async def within_reach(database: Database) -> AsyncIterator[AsyncSession]:
    """A unit of work that raises `Unavailable` when the database cannot be reached; nothing is stored then."""
    with _or_unavailable():
        async with database.unit_of_work() as session:
            yield session


@asynccontextmanager
async def alone_within_reach(database: Database) -> AsyncIterator[AsyncConnection]:
    """The same for single statements, each a unit of work of its own."""
    with _or_unavailable():
        async with database.alone() as connection:
            yield connection


@contextmanager
def _or_unavailable() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise Unavailable(type(error).__name__) from None
        raise
