"""What is done every minute is done by the workers, without anybody putting it."""

import asyncio
from contextlib import suppress

from backend.store.queue import Queue, Route

LOOK = Route("test.look", "sends")


async def test_it_is_run_with_the_minute_it_is_for(database_url: str) -> None:
    queue, seen = Queue(database_url), asyncio.Queue[int]()

    async def look(*, timestamp: int) -> None:
        seen.put_nowait(timestamp)

    queue.every_minute(LOOK, look)
    working = asyncio.create_task(queue.work(concurrency=2))
    assert await seen.get() % 60 == 0
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
