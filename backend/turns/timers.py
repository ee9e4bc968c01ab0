"""Turns that nobody spoke: a held fragment that has waited long enough, a kind word after a pause."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.states import InterviewState
from backend.store.tables import Conversation, Inbound, Interview, Outbox
from backend.store.unit_of_work import Database
from backend.turns import steps
from backend.turns.jobs import DELIVER, REMIND, TURN, conversation_lock

REMINDERS = (timedelta(hours=2), timedelta(hours=20), timedelta(hours=44))
"""When to remind after the last sign of life; inside the 48 h in which WeChat lets us speak."""


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

    async def remind(self, *, conversation_id: str, number: int, since: str) -> None:
        """Say the reminder of this number (from 0) if `since` is still the id of the last thing the person sent."""
        conversation = UUID(conversation_id)
        async with self._database.unit_of_work() as session:
            if not await self._is_wanted(session, conversation, since):
                return
            key = f"reminder:{conversation_id}:{since}:{number}"
            lines = [{"key": f"reminder.{number + 1}", "params": {}}]
            reminder = insert(Outbox).values(
                key=key,
                destination=conversation_lock(conversation),
                conversation_id=conversation,
                payload={"type": "say", "lines": lines, "choices": []},
                created_at=self._clock.now(),
            )
            await session.exec(reminder.on_conflict_do_nothing(index_elements=["key"]))
            lock = conversation_lock(conversation)
            await self._queue.put(session, DELIVER, lock=lock, destination=lock)
            if number + 1 < len(REMINDERS):
                pause = (REMINDERS[number + 1] - REMINDERS[number]).total_seconds()
                await self._queue.put(
                    session,
                    REMIND,
                    after=pause,
                    conversation_id=conversation_id,
                    number=number + 1,
                    since=since,
                )

    async def _is_wanted(self, session: AsyncSession, conversation_id: UUID, since: str) -> bool:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None or conversation.reminders_stopped:
            return False
        interview = select(Interview.state).where(col(Interview.conversation_id) == conversation_id)
        if (await session.exec(interview)).one_or_none() != InterviewState.OPEN:
            return False
        newest = select(func.max(Inbound.id)).where(col(Inbound.conversation_id) == conversation_id)
        return str((await session.exec(newest)).one()) == since
