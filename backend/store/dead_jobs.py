"""Jobs that failed for good: kept by the queue, seen in the console, taken up again by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

FAILED = text(
    "SELECT j.id, j.task_name, j.attempts, max(e.at) FROM procrastinate_jobs j "
    "JOIN procrastinate_events e ON e.job_id = j.id WHERE j.status = 'failed' "
    "GROUP BY j.id ORDER BY max(e.at) DESC LIMIT :limit"
)
AGAIN = text(
    "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs "
    "WHERE id = :id AND status = 'failed'"
)


@dataclass(frozen=True)
class DeadJob:
    """One job; its arguments hold ids only and are not shown."""

    id: int
    task: str
    attempts: int
    at: datetime


async def find(session: AsyncSession, limit: int) -> list[DeadJob]:
    """Newest first."""
    rows = await (await session.connection()).execute(FAILED, {"limit": limit})
    return [DeadJob(*row) for row in rows]


async def retry(session: AsyncSession, job_id: int) -> None:
    """Put it back into the queue; nothing happens to one that has not failed."""
    await (await session.connection()).execute(AGAIN, {"id": job_id})
