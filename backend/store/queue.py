"""The queue, in the same database: a row and its job are one commit.

Built on procrastinate. A job's `lock` keeps one conversation (or one destination) in order. A job that must run later
takes no lock, because a locked job with a future date stalls everything behind it: it is put as a `later` job, which
puts the locked one when its time has come.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import procrastinate
import structlog
from procrastinate import BaseRetryStrategy, RetryDecision, exceptions
from procrastinate.jobs import Job
from procrastinate.types import JSONValue
from psycopg import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.job_ends import JobEnds
from backend.store.reach import is_away
from backend.store.unit_of_work import raw_connection

log = structlog.get_logger(__name__)

HEARTBEAT = 2.0  # seconds between a worker's signs of life
STALLED = 12.0  # seconds without one after which its jobs are given to others

PATIENCE = 60  # tries of a job that fails by an error of its own; pauses grow to 10 s, so about ten minutes
LOOK = 0.5  # seconds between looks for jobs whose time has come; new ones are announced
RECONNECT = 3.0
"""Seconds: a pool left to itself doubles its pauses up to two minutes, long after the database is back."""

GRACE = 10  # seconds that running jobs are given to end

SPEECH = "speech"
TALK = ("turns", "sends", "media", "scoring")
QUEUES = (*TALK, SPEECH)
"""What waits where: conversations, messages to groups and HR systems, files at platforms, reports, voices.

Listening takes a processor for seconds, so it is never done in a process that answers people."""

Task = Callable[..., Awaitable[object]]


class TryLater(Exception):
    """The job cannot be done now. `after` is in seconds; growing pauses when None."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__(after)
        self.after = after


class GiveUp(Exception):
    """The job can never be done; it is kept as a dead letter. `reason` is safe to log."""


class WorkerStopped(Exception):
    """A worker ended that nobody had asked to."""


class AlreadyWaits(Exception):
    """A job under this name is waiting already."""


class Patience(BaseRetryStrategy):
    """Try again after 0.5, 1, 2, 4 … at most 10 s, without end for `TryLater` and while the database is away.

    Other errors are tried for about ten minutes and then kept as dead letters, which the console shows. `failures`
    counts these alone, by job id: having waited long for somebody else brings no job nearer to its death.
    """

    def __init__(self, failures: Counter[int]) -> None:
        self._failures = failures

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None for never."""
        later = isinstance(exception, TryLater)
        if not later:
            log.warning(
                "job.failed", task=job.task_name, job_id=job.id, attempts=job.attempts, exc_info=exception
            )
        if isinstance(exception, GiveUp):
            return None
        if not (later or is_away(exception)) and self._is_hopeless(job):
            return None
        after = exception.after if isinstance(exception, TryLater) else None
        pause = after if after is not None else min(10.0, 0.5 * 2 ** min(job.attempts, 6))
        return RetryDecision(retry_in={"milliseconds": int(pause * 1000)})

    def _is_hopeless(self, job: Job) -> bool:
        self._failures[job.id or 0] += 1
        return self._failures[job.id or 0] > PATIENCE


@dataclass(frozen=True)
class Route:
    """Where a task's jobs wait: its name and queue."""

    name: str
    queue: str


LATER = Route("later", "turns")


def putting(route: Route, *, lock: str, arguments: str) -> str:
    """A column, in SQL, that puts a job for each row of a statement; `lock` and `arguments` are SQL of text and jsonb.

    It calls procrastinate's own function, as `Queue.put` does, and saves a round trip.
    """
    job = f"ROW('{route.queue}', '{route.name}', 0, {lock}, NULL, {arguments}, NULL)"
    return f"procrastinate_defer_jobs_v1(ARRAY[{job}]::procrastinate_job_to_defer_v1[])"


async def _single_statements(connection: AsyncConnection[Any]) -> None:
    """Every statement of the queue stands alone: this spares it two round trips each."""
    await connection.set_autocommit(True)


class Queue:
    """Puts jobs, and in a worker process runs them."""

    def __init__(self, url: str) -> None:
        connector = procrastinate.PsycopgConnector(
            conninfo=url,
            min_size=1,
            max_size=6,
            timeout=RECONNECT,
            reconnect_timeout=RECONNECT,
            configure=_single_statements,
        )
        self.app = procrastinate.App(connector=connector)
        self._ends = JobEnds.remembering(self.app.job_manager)
        self.app.job_manager = self._ends
        self._patience = Patience(self._ends.failures)
        self.register(LATER, self._put_now)

    def register(self, route: Route, task: Task) -> None:
        """Run `task` for the jobs of `route`."""
        self.app.task(name=route.name, queue=route.queue, retry=self._patience)(task)

    def every_minute(self, route: Route, task: Task) -> None:
        """Run `task` once a minute in one of all workers, one at a time; it is given the minute as `timestamp`."""
        periodic = self.app.periodic(cron="* * * * *")
        periodic(
            self.app.task(name=route.name, queue=route.queue, lock=route.name, retry=self._patience)(task)
        )

    def register_daily(self, route: Route, cron: str, task: Callable[[int], Awaitable[object]]) -> None:
        """Run `task` by the clock (UTC), once however many workers there are; it is told when it was due."""
        named = self.app.task(name=route.name, queue=route.queue, retry=self._patience)(task)
        self.app.periodic(cron=cron)(named)

    async def put(
        self,
        session: AsyncSession,
        route: Route,
        *,
        lock: str | None = None,
        after: float | None = None,
        once: str | None = None,
        **arguments: JSONValue,
    ) -> None:
        """Put a job in the session's own transaction. `after` in seconds; it may have a lock all the same.

        `once` names a job of which only one may wait: raises `AlreadyWaits`, and the session is spoilt.
        """
        connection = await raw_connection(session)
        if after is not None:
            later = {"name": route.name, "queue": route.queue, "lock": lock, "arguments": arguments}
            job = self.app.configure_task(
                LATER.name,
                queue=LATER.queue,
                connection=connection,
                queueing_lock=once,
                schedule_in={"milliseconds": int(after * 1000)},
            )
            try:
                await job.defer_async(**later)
            except exceptions.AlreadyEnqueued:
                raise AlreadyWaits(once) from None
            return
        await self.app.configure_task(
            route.name, queue=route.queue, lock=lock, connection=connection
        ).defer_async(**arguments)

    async def _put_now(self, *, name: str, queue: str, lock: str | None, arguments: dict[str, Any]) -> None:
        await self.app.configure_task(name, queue=queue, lock=lock).defer_async(**arguments)

    async def work(self, *, concurrency: int, queues: Sequence[str] = TALK, voices: int = 0) -> None:
        """Run jobs until cancelled; come back by itself after the database has been away.

        `voices` is how many recordings are listened to at once, beside the other `concurrency` jobs.
        """
        hands = [(list(queues), concurrency)] if queues else []
        if voices:
            hands.append(([SPEECH], voices))
        while True:
            try:
                async with self.app.open_async():
                    await self._work_while_connected(hands)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.warning("queue.interrupted", exc_info=True)
            await asyncio.sleep(0.5)

    async def _work_while_connected(self, hands: Sequence[tuple[list[str], int]]) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._rescue_forever())
            for queues, concurrency in hands:
                group.create_task(self._run_worker(queues, concurrency))

    async def _run_worker(self, queues: list[str], concurrency: int) -> None:
        """Run jobs until cancelled. Raises WorkerStopped.

        When a task at its side fails, its sign of life for one, procrastinate's worker ends as if it had been asked to.
        """
        await self.app.run_worker_async(
            queues=queues,
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=LOOK,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
        )
        raise WorkerStopped

    async def _rescue_forever(self) -> None:
        while True:
            await self.rescue()
            await asyncio.sleep(HEARTBEAT)

    async def rescue(self) -> int:
        """Write down what is owed, and give the jobs of killed workers back to the queue; return how many."""
        manager = self._ends
        await manager.write_what_is_missing()
        await manager.prune_stalled_workers(STALLED)
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED))
        for job in stalled:
            await manager.retry_job(job)
            log.warning("queue.rescued", job_id=job.id, task=job.task_name)
        return len(stalled)
