"""How jobs ended: what could not be written down is kept and written later, or its lock would never be free again.

A worker that lives through a short absence of the database has signs of life, so nobody takes its jobs for stalled.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from procrastinate import exceptions, utils
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from backend.store.reach import is_away

log = structlog.get_logger(__name__)


class JobEnds(JobManager):
    """The queue's own job manager with a memory. `failures` counts how often a job failed by an error of its own."""

    failures: Counter[int]
    _unwritten: dict[int, Callable[[], Awaitable[None]]]

    @classmethod
    def remembering(cls, manager: JobManager) -> "JobEnds":
        """In place of `manager`, on the same connections."""
        mine = cls(manager.connector)
        mine.failures = Counter()
        mine._unwritten = {}
        return mine

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Write that a job is over. Raises ConnectorException; `write_what_is_missing` tries again."""
        job_id = job.id or 0
        self.failures.pop(job_id, None)
        await self._write(job_id, partial(self.finish_job_by_id_async, job_id, status, delete_job))

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Write that a job is to be tried again. Raises ConnectorException; `write_what_is_missing` tries again."""
        job_id = job.id or 0

        async def again() -> None:
            try:
                await self.retry_job_by_id_async(job_id, retry_at or utils.utcnow(), priority, queue, lock)
            except exceptions.UniqueViolation:  # of its name only one may wait, and one does
                await self.finish_job_by_id_async(job_id, Status.SUCCEEDED, True)

        await self._write(job_id, again)

    async def write_what_is_missing(self) -> None:
        """Write the ends that are still owed. Raises ConnectorException while the database is away."""
        for job_id, write in list(self._unwritten.items()):
            await self._write(job_id, write)
            log.warning("queue.end_written_late", job_id=job_id)

    async def _write(self, job_id: int, write: Callable[[], Awaitable[None]]) -> None:
        try:
            await write()
        except exceptions.ConnectorException as error:
            if error.__cause__ is not None and is_away(error.__cause__):
                self._unwritten[job_id] = write
                raise
            log.info("queue.end_known_already", job_id=job_id)
        self._unwritten.pop(job_id, None)
