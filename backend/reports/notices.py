"""Short notes to HR's groups: somebody asks for a person, appeals, or has a question that only a person can answer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.tables import Outbox
from backend.store.unit_of_work import Database
from backend.turns.jobs import DELIVER


class Notices:
    """The job that turns one request into one note per group."""

    def __init__(self, database: Database, queue: Queue, clock: Clock, groups: Sequence[str]) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._groups = groups

    async def tell(self, *, application_id: str, reason: str, turn_id: str) -> None:
        """Put a note for every group; told twice, it is put once."""
        UUID(application_id)
        async with self._database.unit_of_work() as session:
            for name in self._groups:
                destination = f"group:{name}"
                new = insert(Outbox).values(
                    key=f"notice:{turn_id}:{reason}:{name}",
                    destination=destination,
                    payload={"type": "notice", "application_id": application_id, "reason": reason},
                    created_at=self._clock.now(),
                )
                await session.exec(new.on_conflict_do_nothing(index_elements=["key"]))
                await self._queue.put(session, DELIVER, lock=destination, destination=destination)
