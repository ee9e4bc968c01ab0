"""Turns that nobody spoke: a held fragment that has waited long enough."""

from uuid import UUID

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.unit_of_work import Database
from backend.turns import steps
from backend.turns.jobs import TURN, conversation_lock


class Timers:
    """The jobs that time itself causes. They take no conversation lock; what they put does."""

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def settle(self, *, conversation_id: str, message_id: int) -> None:
        """End a held fragment if nothing followed it."""
        conversation = UUID(conversation_id)
        async with self._database.unit_of_work() as session:
            if await steps.start_settling(session, self._clock, conversation, message_id):
                lock = conversation_lock(conversation)
                await self._queue.put(session, TURN, lock=lock, conversation_id=conversation_id)
