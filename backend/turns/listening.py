"""Voices that are being written down: the conversation waits for them in their place, but not for ever.

What was sent after a voice stays behind it. When listening takes too long, the person is asked to type, and the
transcript is used when it comes if they have not typed meanwhile.
"""

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.states import HearingState, InterviewState
from backend.store.tables import Inbound, Interview, Outbox, Transcription
from backend.turns.jobs import HEARD_NOTICE, TURN, conversation_lock, heard_notice

OVER = (InterviewState.DECLINED, InterviewState.ERASED)
"""Interviews in which nothing that is said is kept, so nothing is listened to."""


class Listening:
    """`patience` in seconds from when a voice came in; 0 where nothing can listen."""

    def __init__(self, queue: Queue, clock: Clock, patience: float) -> None:
        self._queue = queue
        self._clock = clock
        self._patience = timedelta(seconds=patience)

    async def must_wait(self, session: AsyncSession, message_id: int) -> bool:
        """Whether the conversation still waits for this voice; tells the person so the first time."""
        row = await session.get_one(Transcription, message_id, with_for_update=True)
        message = (await session.exec(select(Inbound).where(Inbound.id == message_id))).one()
        now = self._clock.now()
        first, until = row.waits_until is None, message.received_at + self._patience
        if row.state != HearingState.WAITING or now >= until or await self._is_over(session, message):
            row.waits_until = now
            return False
        row.waits_until = until
        if first:
            await self._tell(session, message)
            await self._look_again(session, message, (until - now).total_seconds())
        return True

    async def _is_over(self, session: AsyncSession, message: Inbound) -> bool:
        state = select(Interview.state).where(col(Interview.conversation_id) == message.conversation_id)
        return (await session.exec(state)).first() in OVER

    async def _look_again(self, session: AsyncSession, message: Inbound, after: float) -> None:
        conversation_id = str(message.conversation_id)
        lock = conversation_lock(conversation_id)
        await self._queue.put(session, TURN, lock=lock, after=after, conversation_id=conversation_id)

    async def _tell(self, session: AsyncSession, message: Inbound) -> None:
        """「收到，正在听…」, once for several voices in a row; it is left out where answers are counted and few."""
        ours = col(Outbox.conversation_id) == message.conversation_id
        last = select(Outbox.key).where(ours).order_by(col(Outbox.id).desc()).limit(1)
        said = (await session.exec(last)).one_or_none()
        begun = select(Interview.id).where(col(Interview.conversation_id) == message.conversation_id)
        if said is None or said.startswith(HEARD_NOTICE) or (await session.exec(begun)).first() is None:
            return
        notice = insert(Outbox).values(
            key=heard_notice(message.id),
            destination=conversation_lock(message.conversation_id),
            conversation_id=message.conversation_id,
            payload={
                "type": "say",
                "lines": [{"key": "kind.voice_heard", "params": {}}],
                "choices": [],
                "notice": True,
            },
            created_at=self._clock.now(),
        )
        await session.exec(notice.on_conflict_do_nothing(index_elements=["key"]))
