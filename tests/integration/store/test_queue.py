"""The queue: a row and its job are one commit, a killed worker's jobs come back, a failing job is kept."""

import asyncio
from collections import Counter
from contextlib import suppress

from procrastinate.jobs import Job
from sqlalchemy import text

from backend.store import dead_jobs
from backend.store.queue import PATIENCE, GiveUp, Patience, Queue, Route, TryLater
from backend.store.unit_of_work import Database

WORK = Route("test.work", "turns")


async def count(database: Database, where: str) -> int:
    async with database.engine.connect() as connection:
        return int(
            (
                await connection.execute(text(f"SELECT count(*) FROM procrastinate_jobs WHERE {where}"))
            ).scalar_one()
        )


async def run_for(queue: Queue, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(queue.work(concurrency=5), seconds)


async def test_a_job_is_gone_with_the_transaction_that_put_it(database: Database, database_url: str) -> None:
    queue = Queue(database_url)
    with suppress(RuntimeError):
        async with database.unit_of_work() as session:
            await queue.put(session, WORK, lock="a", number=1)
            raise RuntimeError
    assert await count(database, "true") == 0


async def test_jobs_of_one_lock_run_in_order_and_later_ones_hold_nobody_up(
    database: Database, database_url: str
) -> None:
    queue, done = Queue(database_url), []

    async def work(*, number: int) -> None:
        done.append(number)

    queue.register(WORK, work)
    async with database.unit_of_work() as session:
        await queue.put(session, WORK, lock="a", after=1.0, number=9)
        for number in (1, 2, 3):
            await queue.put(session, WORK, lock="a", number=number)
    await run_for(queue, 4)
    assert done == [1, 2, 3, 9]


async def test_a_job_that_says_later_is_run_again_and_one_that_gives_up_is_kept(
    database: Database, database_url: str
) -> None:
    queue, tries = Queue(database_url), []

    async def work(*, number: int) -> None:
        tries.append(number)
        if number == 1 and tries.count(1) < 3:
            raise TryLater(0.05)
        if number == 2:
            raise GiveUp("gone")

    queue.register(WORK, work)
    async with database.unit_of_work() as session:
        await queue.put(session, WORK, number=1)
        await queue.put(session, WORK, number=2)
    await run_for(queue, 8)
    assert tries.count(1) == 3
    assert tries.count(2) == 1
    assert await count(database, "status = 'failed'") == 1
    async with database.unit_of_work() as session:
        (dead,) = await dead_jobs.find(session, 10)
        assert dead.task == WORK.name
        await dead_jobs.retry(session, dead.id)
    assert await count(database, "status = 'todo'") == 1


async def test_the_jobs_of_a_killed_worker_are_given_back(database: Database, database_url: str) -> None:
    queue = Queue(database_url)
    async with database.unit_of_work() as session:
        await queue.put(session, WORK, lock="a", number=1)
    async with database.engine.begin() as connection:
        worker = (
            await connection.execute(
                text(
                    "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
                )
            )
        ).scalar_one()
        await connection.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :id"), {"id": worker}
        )
    async with queue.app.open_async():
        assert await queue.rescue() == 1
    assert await count(database, "status = 'todo'") == 1


async def test_a_rescued_job_of_which_another_waits_already_is_over(
    database: Database, database_url: str
) -> None:
    queue = Queue(database_url)
    async with database.unit_of_work() as session:
        await queue.put(session, WORK, after=60, once="only one", number=1)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    async with database.unit_of_work() as session:
        await queue.put(session, WORK, after=60, once="only one", number=2)
    async with queue.app.open_async():
        assert await queue.rescue() == 1
        assert await queue.rescue() == 0
    assert await count(database, "status = 'todo'") == await count(database, "true") == 1


def test_only_failures_of_its_own_bring_a_job_nearer_to_its_end() -> None:
    patience = Patience(Counter())
    job = Job(id=1, queue="turns", lock=None, queueing_lock=None, task_name=WORK.name, attempts=9 * PATIENCE)
    assert all(patience.get_retry_decision(exception=TryLater(), job=job) for _ in range(2 * PATIENCE))
    assert all(patience.get_retry_decision(exception=ValueError(), job=job) for _ in range(PATIENCE))
    assert patience.get_retry_decision(exception=ValueError(), job=job) is None
