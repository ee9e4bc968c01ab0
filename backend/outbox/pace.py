"""How fast we may speak, counted in the database, so that all processes together stay below a platform's limits.

The algorithm (GCRA) is pyrate-limiter's; its own PostgreSQL bucket keeps a table for each key and blocks the loop, so here
one row holds a key's state. Keys are hashed: an address would outlive an erasure.
"""

from collections.abc import Mapping
from typing import Final

from pyrate_limiter import GCRA, Rate
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from backend.clock import Clock
from backend.store.crypto import keys
from backend.store.tables import SendPace
from backend.store.unit_of_work import Database
from channels.contract import Allowance
from channels.errors import Throttled

PACED: Final = "paced"
"""The code of a message that waits for its turn."""

_ALGORITHM: Final = GCRA()


class Pace:
    """One for all senders of a process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, wanted: Mapping[str, tuple[Allowance, ...]]) -> None:
        """Count one message under every key, or under none and raise Throttled with the seconds to wait."""
        rates = {keys.lookup_hash(f"pace:{key}"): _rates(given) for key, given in wanted.items() if given}
        if not rates:
            return
        now = int(self._clock.now().timestamp() * 1000)
        new = insert(SendPace).values([{"key": key, "state": []} for key in sorted(rates)])
        mine = col(SendPace.key).in_(rates)
        async with self._database.unit_of_work() as session:
            await session.exec(new.on_conflict_do_nothing())
            held = select(SendPace).where(mine).order_by(col(SendPace.key)).with_for_update()
            waits = []
            for row in (await session.exec(held)).all():
                state, decision = _ALGORITHM.step(rates[row.key], _state(row, rates[row.key]), now, 1)
                waits.append(decision.retry_after_ms or 0)
                row.state = [int(number) for number in state]
            if max(waits) > 0:
                raise Throttled(PACED, retry_after=max(waits) / 1000)


def _state(row: SendPace, rates: list[Rate]) -> tuple[float, ...]:
    """As stored, or fresh when the allowances have changed their number since."""
    return tuple(row.state) if len(row.state) == len(rates) else _ALGORITHM.initial(rates)


def _rates(allowances: tuple[Allowance, ...]) -> list[Rate]:
    return [Rate(one.count, int(one.seconds * 1000), burst=one.burst) for one in allowances]
