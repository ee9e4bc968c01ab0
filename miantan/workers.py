"""`miantan worker`: jobs without a web server."""

import asyncio
import contextlib
from collections.abc import Sequence

from miantan import work
from miantan.foundation import Foundation, make_ready
from miantan.supervisor import until_told_to_stop


async def work_until_told(base: Foundation, queues: Sequence[str]) -> None:
    """Run the jobs of these queues until SIGTERM; what is begun is finished first."""
    await make_ready(base)
    hands = work.register(base)
    task = asyncio.create_task(base.queue.work(concurrency=base.settings.worker_concurrency, queues=queues))
    await until_told_to_stop()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await hands.close()
    await base.database.close()
