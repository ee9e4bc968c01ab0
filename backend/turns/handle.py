"""The story of one message: take the next thing said, let Rasa and the interviewer answer it, send the answer.

Every step is stored before the next begins. A job that dies anywhere is run again and finds what is done: the turn row
says whether the interviewer has taken the turn, the outbox rows say what has been sent.
"""

from uuid import UUID

import structlog

from backend.clock import Clock
from backend.dialogue.rasa import Dialogue, DialogueDown, Utterance
from backend.outbox.deliver import Outbox
from backend.store.queue import TryLater
from backend.store.states import TurnStatus
from backend.store.unit_of_work import Database
from backend.turns import steps
from backend.turns.jobs import conversation_lock, said_by
from backend.turns.listening import Listening

log = structlog.get_logger(__name__)

PATIENCE = 5  # tries of a turn that fails although everything is up, before it is set aside for a person


class Turns:
    """Runs under the conversation's lock: never twice at once for one conversation."""

    def __init__(
        self, database: Database, clock: Clock, dialogue: Dialogue, outbox: Outbox, listening: Listening
    ) -> None:
        self._database = database
        self._clock = clock
        self._dialogue = dialogue
        self._outbox = outbox
        self._listening = listening

    async def handle(self, *, conversation_id: str) -> None:
        """Take everything that waits in this conversation, oldest first. Raises TryLater while something is down."""
        conversation = UUID(conversation_id)
        while True:
            waiting = await self._next(conversation)
            if waiting is None:
                await self._outbox.deliver(destination=conversation_lock(conversation_id))
                return
            with structlog.contextvars.bound_contextvars(
                turn_id=str(waiting.utterance.turn_id), conversation_id=conversation_id
            ):
                await self._take(waiting.utterance)
            if not waiting.more:
                return

    async def _next(self, conversation_id: UUID) -> steps.Waiting | None:
        """None when nothing waits, or when what is next is a voice without words yet."""
        while True:
            async with self._database.alone() as connection:
                found = await steps.next_utterance(connection, self._clock, conversation_id)
            if not isinstance(found, steps.Unheard):
                return found
            async with self._database.unit_of_work() as session:
                if await self._listening.must_wait(session, found.message_id):
                    return None

    async def _take(self, utterance: Utterance) -> None:
        try:
            await self._dialogue.talk(utterance)
        except DialogueDown as down:
            log.info("turn.dialogue_down", reason=str(down))
            raise TryLater from None
        sent = await self._outbox.deliver(destination=conversation_lock(utterance.conversation_id))
        if said_by(utterance.turn_id) in sent:
            return
        async with self._database.reading() as session:
            status = await steps.status(session, utterance.turn_id)
        if status == TurnStatus.PENDING:
            await self._not_taken(utterance)
            await self._outbox.deliver(destination=conversation_lock(utterance.conversation_id))

    async def _not_taken(self, utterance: Utterance) -> None:
        if not await self._dialogue.interviewer_is_up():
            log.info("turn.interviewer_down")
            raise TryLater
        async with self._database.unit_of_work() as session:
            tries = await steps.count_failure(session, utterance.turn_id)
            if tries >= PATIENCE:
                await steps.set_aside(session, self._clock, utterance)
                log.error("turn.dead", tries=tries)
                return
        raise TryLater
