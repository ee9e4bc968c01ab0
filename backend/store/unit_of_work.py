"""One commit around everything that belongs together: rows and the jobs they cause.

Only the edge (an endpoint, a job, a command) opens a unit of work; services receive the session and never commit.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store import audit


class Database:
    """The connection pool of one process. `url` is a libpq URL (postgresql://…)."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=10,
            hide_parameters=True,
        )
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._readers = async_sessionmaker(self._single, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends well and rolls back when it does not.

        What was recorded for the audit log is written last.
        """
        async with self._sessions() as session, session.begin():
            audit.begin(session)
            yield session
            await audit.write(session)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for looking only: each statement stands alone, which spares two round trips a look."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which every statement is a unit of work of its own: for what one statement says in full."""
        async with self._single.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """The same database for SQLAlchemy: psycopg 3 by name."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
        "postgres://", "postgresql+psycopg://", 1
    )


async def raw_connection(session: AsyncSession) -> Any:
    """The psycopg connection under a session, so that the queue can write in the same transaction."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection
