"""Slow down guessing: after a few wrong passwords each further try must wait twice as long, on every server alike."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.crypto import keys
from backend.store.tables import LoginAttempt

FREE_PER_ACCOUNT: Final = 4
"""Wrong tries for one account from one address before waiting begins."""
FREE_PER_ADDRESS: Final = 30
"""The same for one address over all accounts: many people may sit behind it."""
LONGEST: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(days=1)


async def must_wait(session: AsyncSession, clock: Clock, name: str, address: str) -> int:
    """Whole seconds until the next try is listened to; 0 when now. Tries of the same account wait for each other."""
    (account, _), _ = _keys(name, address)
    await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0))))
    until = [
        found.blocked_until
        for key, _ in _keys(name, address)
        if (found := await session.get(LoginAttempt, key))
    ]
    seconds = max(((moment - clock.now()).total_seconds() for moment in until), default=0.0)
    return max(0, int(seconds + 0.999))


async def failed(session: AsyncSession, clock: Clock, name: str, address: str) -> None:
    """Count a wrong password. Counts older than a day are dropped on the way."""
    await session.exec(delete(LoginAttempt).where(col(LoginAttempt.blocked_until) < clock.now() - FORGOTTEN))
    for key, free in _keys(name, address):
        counted = await _count(session, key, clock.now())
        attempt = await session.get(LoginAttempt, key, populate_existing=True, with_for_update=True)
        if attempt is not None:
            attempt.blocked_until = clock.now() + pause(counted, free)
            session.add(attempt)
    await session.flush()


async def succeeded(session: AsyncSession, name: str, address: str) -> None:
    """Forget the account's wrong tries from this address; the address itself stays counted."""
    key, _ = _keys(name, address)[0]
    await session.exec(delete(LoginAttempt).where(col(LoginAttempt.key) == key))


def pause(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures in a row.

    >>> [pause(failures, 4).seconds for failures in (1, 4, 5, 6, 20)]
    [0, 0, 2, 4, 900]
    """
    over = failures - free
    return min(LONGEST, timedelta(seconds=2 ** min(over, 12))) if over > 0 else timedelta()


def _keys(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    account = keys.lookup_hash(f"login:{name.strip().casefold()}|{address}")
    return (account, FREE_PER_ACCOUNT), (keys.lookup_hash(f"login-from:{address}"), FREE_PER_ADDRESS)


async def _count(session: AsyncSession, key: str, now: datetime) -> int:
    one = insert(LoginAttempt).values(key=key, failures=1, blocked_until=now)
    more = one.on_conflict_do_update(
        index_elements=[LoginAttempt.key], set_={"failures": col(LoginAttempt.failures) + 1}
    )
    return int((await session.exec(more.returning(col(LoginAttempt.failures)))).scalar_one())
