"""`miantan worker`: jobs without a web server."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from backend.speech.choosing import NotSetUp
from backend.store.queue import SPEECH
from miantan import voices, work
from miantan.foundation import Foundation, follow_content, make_ready
from miantan.supervisor import until_told_to_stop

log = structlog.get_logger(__name__)


async def work_until_told(base: Foundation, queues: Sequence[str]) -> None:
    """Run the jobs of these queues until SIGTERM; what is begun is finished first.

    Raises NotSetUp when it is to listen only and has no engine to listen with.
    """
    others = [name for name in queues if name != SPEECH]
    ears = _ears(base, alone=not others) if SPEECH in queues else 0
    await make_ready(base)
    hands = work.register(base)
    jobs = base.queue.work(concurrency=base.settings.worker_concurrency, queues=others, voices=ears)
    task = asyncio.create_task(jobs)
    following = asyncio.create_task(follow_content(base))
    await until_told_to_stop()
    following.cancel()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await hands.close()
    await base.database.close()


def _ears(base: Foundation, *, alone: bool) -> int:
    """How many voices are listened to at once; a worker that does nothing else steps back for all others."""
    try:
        voices.register(base)
    except NotSetUp as reason:
        if alone:
            raise
        log.info("speech.not_set_up", reason=str(reason))
        return 0
    if alone:
        voices.step_back()
    return voices.at_once(base.settings)
