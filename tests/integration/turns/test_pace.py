"""All processes together stay below a limit, and a refusal costs nothing."""

import asyncio

import pytest

from backend.outbox.pace import Pace
from backend.store.unit_of_work import Database
from channels.contract import GROUP_PACE, Allowance
from channels.errors import Throttled
from tests.conftest import MovableClock

GROUP = {"group:hr": GROUP_PACE}


async def taken(*paces: Pace, tries: int) -> int:
    """How many of so many tries at once go through."""
    asked = [pace.take(GROUP) for pace in paces for _ in range(tries)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert all(answer is None or isinstance(answer, Throttled) for answer in answers)
    return answers.count(None)


async def test_two_processes_share_an_allowance(
    database: Database, database_url: str, clock: MovableClock
) -> None:
    other = Database(database_url, pool_size=3)
    both = Pace(database, clock), Pace(other, clock)
    assert await taken(*both, tries=5) == 4
    clock.move(seconds=60)
    assert await taken(*both, tries=5) == 4
    await other.close()


async def test_no_minute_has_more_than_the_platform_takes(database: Database, clock: MovableClock) -> None:
    pace = Pace(database, clock)
    gone: list[float] = []
    for _ in range(240):
        if await taken(pace, tries=1):
            gone.append(clock.now().timestamp())
        clock.move(seconds=0.5)
    assert max(sum(at <= other < at + 60 for other in gone) for at in gone) <= 18
    assert len(gone) >= 28


async def test_a_refusal_names_the_pause_and_spends_nothing(database: Database, clock: MovableClock) -> None:
    pace = Pace(database, clock)
    wanted = {"account": (Allowance(100, 1.0, 100),), "chat": (Allowance(60, 60.0, 1),)}
    await pace.take(wanted)
    with pytest.raises(Throttled) as refused:
        await pace.take(wanted)
    assert refused.value.retry_after == 1.0
    clock.move(seconds=1)
    await pace.take(wanted)


async def test_an_allowance_may_change_between_versions(database: Database, clock: MovableClock) -> None:
    pace = Pace(database, clock)
    await pace.take({"chat": (Allowance(60, 60.0, 1),)})
    await pace.take({"chat": (Allowance(60, 60.0, 1), Allowance(900, 3600.0, 50))})
