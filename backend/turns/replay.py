"""Dead letters: turns and messages that were set aside, seen in the console and taken up again by a person."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.queue import Queue
from backend.store.states import SendStatus, TurnStatus
from backend.store.tables import Outbox, Turn
from backend.turns.jobs import DELIVER, TURN, conversation_lock


class DeadLetters:
    """Gives what has failed another try, in the caller's transaction."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    async def turn(self, session: AsyncSession, turn_id: UUID) -> None:
        """Take a dead turn up again; nothing happens to one that is not dead."""
        dead = (col(Turn.id) == turn_id, col(Turn.status) == TurnStatus.DEAD)
        again = (
            update(Turn)
            .where(*dead)
            .values(status=TurnStatus.PENDING, attempts=0)
            .returning(col(Turn.conversation_id))
        )
        conversation_id = (await session.exec(again)).scalar_one_or_none()
        if conversation_id is not None:
            lock = conversation_lock(conversation_id)
            await self._queue.put(session, TURN, lock=lock, conversation_id=str(conversation_id))

    async def outbox(self, session: AsyncSession, outbox_id: int) -> None:
        """Send a failed or doubtful message again; nothing happens to any other."""
        failed = col(Outbox.status).in_((SendStatus.FAILED, SendStatus.UNKNOWN))
        again = (
            update(Outbox)
            .where(col(Outbox.id) == outbox_id, failed)
            .values(status=SendStatus.PENDING, attempts=0)
        )
        destination = (await session.exec(again.returning(col(Outbox.destination)))).scalar_one_or_none()
        if destination is not None:
            await self._queue.put(session, DELIVER, lock=destination, destination=destination)
