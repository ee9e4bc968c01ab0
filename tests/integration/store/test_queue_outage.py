"""What the queue could not write down when the database broke off is put right as soon as it is back."""

import asyncio

from psycopg import AsyncConnection
from structlog.testing import capture_logs

from backend.store.queue import HEARTBEAT, Queue, Route
from backend.store.unit_of_work import Database

WORK = Route("test.work", "turns")
WORKERS = "SELECT id FROM procrastinate_workers FOR UPDATE"
BREAK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"


async def broken_off(locker: AsyncConnection) -> None:
    """Wait until somebody waits for a row that `locker` holds, and end that one's connection."""
    while not (await (await locker.execute(BREAK, [locker.info.backend_pid])).fetchall()):
        await asyncio.sleep(0.05)


async def test_a_job_whose_end_could_not_be_written_down_blocks_nobody(
    database: Database, database_url: str
) -> None:
    queue, begun, more = Queue(database_url), asyncio.Queue[int](), asyncio.Event()

    async def work(*, number: int) -> None:
        begun.put_nowait(number)
        await more.wait()

    queue.register(WORK, work)
    async with database.unit_of_work() as session:
        for number in (1, 2):
            await queue.put(session, WORK, lock="a", number=number)
    worker = asyncio.create_task(queue.work(concurrency=5))
    try:
        async with asyncio.timeout(20):
            assert await begun.get() == 1
            async with await AsyncConnection.connect(database_url) as locker:
                await locker.execute("SELECT FROM procrastinate_jobs WHERE status = 'doing' FOR UPDATE")
                more.set()
                await broken_off(locker)
            while await begun.get() != 2:
                pass
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_a_worker_whose_sign_of_life_was_broken_off_works_again(
    database: Database, database_url: str
) -> None:
    queue, done = Queue(database_url), asyncio.Event()

    async def work() -> None:
        done.set()

    async def sweep(timestamp: int) -> None:
        """Without a task of the clock, procrastinate does not look after those at its worker's side."""

    queue.register(WORK, work)
    queue.every_minute(Route("test.sweep", "turns"), sweep)
    worker = asyncio.create_task(queue.work(concurrency=5))
    try:
        async with asyncio.timeout(30), await AsyncConnection.connect(database_url) as locker:
            while not (first := await (await locker.execute(WORKERS)).fetchall()):
                await locker.rollback()
                await asyncio.sleep(0.1)
            await broken_off(locker)
            await locker.rollback()
            while set(first) & set(await (await locker.execute(WORKERS)).fetchall()):
                await locker.rollback()
                await asyncio.sleep(0.1)
            await locker.rollback()
            async with database.unit_of_work() as session:
                await queue.put(session, WORK)
            await done.wait()
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_an_end_that_is_still_being_written_is_not_written_a_second_time(
    database: Database, database_url: str
) -> None:
    queue, begun = Queue(database_url), asyncio.Queue[int]()

    async def work(*, number: int) -> None:
        begun.put_nowait(number)

    queue.register(WORK, work)
    async with await AsyncConnection.connect(database_url) as locker:
        async with database.unit_of_work() as session:
            await queue.put(session, WORK, lock="a", number=1)
        with capture_logs() as logs:
            worker = asyncio.create_task(queue.work(concurrency=5))
            async with asyncio.timeout(20):
                await begun.get()
                await locker.execute("LOCK TABLE procrastinate_events")
                await asyncio.sleep(2 * HEARTBEAT)  # rescues meanwhile
            await locker.rollback()
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
    assert [line["event"] for line in logs if line["event"].startswith("queue.")] == []
