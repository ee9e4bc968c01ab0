"""`miantan worker`: jobs without a web server."""

import asyncio
import contextlib
from collections.abc import Sequence

from miantan import work
from miantan.foundation import Foundation, follow_content, make_ready
from miantan.supervisor import until_told_to_stop


async def work_until_told(base: Foundation, queues: Sequence[str]) -> None:
    """Run the jobs of these queues until SIGTERM; what is begun is finished first."""
    await make_ready(base)
    hands = work.register(base)
    task = asyncio.create_task(base.queue.work(concurrency=base.settings.worker_concurrency, queues=queues))
    following = asyncio.create_task(follow_content(base))
    await until_told_to_stop()
    following.cancel()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await hands.close()
    await base.database.close()
