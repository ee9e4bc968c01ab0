"""Whether anybody works on the queue: without a worker everything is heard and nothing answered."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.queue import STALLED

ALIVE = text(
    "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :age))"
)


async def somebody_works(session: AsyncSession) -> bool:
    """True while at least one worker has given a sign of life within the time after which it counts as dead."""
    return bool((await (await session.connection()).execute(ALIVE, {"age": STALLED})).scalar_one())
