"""The job that writes one voice message down. Every outcome is a row; a killed worker's job is simply run again."""

import asyncio
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.media.decoding import Undecodable
from backend.media.files import MediaFiles
from backend.speech.contract import Hint, SpeechDown, SpeechRefused, Transcript
from backend.speech.doubts import is_worthless
from backend.store.ordering import held
from backend.store.queue import Queue, TryLater
from backend.store.states import HearingState, InterviewState, TurnStatus
from backend.store.tables import Application, Candidate, Conversation, Inbound, Interview, Transcription, Turn
from backend.store.unit_of_work import Database
from backend.turns.jobs import TURN, conversation_lock
from backend.turns.listening import OVER

log = structlog.get_logger(__name__)

MOST_TRIES = 3
"""Listenings that may die with their process before a recording is given up."""
UNSET = 60.0
"""Seconds until it is tried again where a decoder or a model is missing: somebody has to install it."""
PASSING = ("no_decoder",)
MISSING = ("faster_whisper_missing", "no_such_model", "packaged_model_missing", "packaged_model_damaged")


class Listens(Protocol):
    """Bytes to words; blocks. See `backend.speech.listening.Listener`."""

    def listen(self, content: bytes, hint: Hint) -> Transcript:
        """Raises Undecodable, SpeechDown or SpeechRefused."""
        ...


class Vocabulary(Protocol):
    """The terms of an opening, for mending what only sounds like them."""

    async def terms(self, session: AsyncSession, application: Application) -> tuple[str, ...]:
        """Short words."""
        ...


@dataclass(frozen=True)
class Task:
    """What a listening needs to know."""

    media_id: UUID
    hint: Hint


class Transcribing:
    """The job; one recording at a time for each engine that runs on this machine."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        clock: Clock,
        files: MediaFiles,
        listener: Listens,
        vocabulary: Vocabulary,
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._files = files
        self._listener = listener
        self._vocabulary = vocabulary

    async def transcribe(self, *, message_id: int) -> None:
        """Write one voice down; done twice, it does nothing more. Raises TryLater while the engine is away."""
        task = await self._begin(message_id)
        if task is None:
            return
        try:
            content = await self._files.read(task.media_id)
            heard = await asyncio.to_thread(self._listener.listen, content, task.hint)
        except FileNotFoundError:
            await self._finish(message_id, None, ("gone",))
        except Undecodable as problem:
            await self._not_decoded(message_id, problem)
        except SpeechRefused as problem:
            await self._refused(message_id, problem)
        except SpeechDown as problem:
            log.info("speech.down", message_id=message_id, code=problem.code)
            await self._put_off(message_id, problem.after)
        else:
            worthless = is_worthless(heard.doubts)
            await self._finish(message_id, heard, heard.doubts, words=not worthless)

    async def _begin(self, message_id: int) -> Task | None:
        """Count the try before it is made, so that what kills us is not tried for ever."""
        async with self._database.unit_of_work() as session:
            row = await session.get(Transcription, message_id, with_for_update=True)
            message = await _message(session, message_id)
            if row is None or row.state != HearingState.WAITING or message.media_id is None:
                return None
            row.attempts += 1
            if row.attempts <= MOST_TRIES and not await _is_over(session, message):
                return Task(message.media_id, await self._hint(session, message))
        await self._finish(message_id, None, ("broken",))
        return None

    async def _hint(self, session: AsyncSession, message: Inbound) -> Hint:
        conversation = await session.get_one(Conversation, message.conversation_id)
        application = await session.get_one(Application, conversation.application_id)
        candidate = await session.get_one(Candidate, application.candidate_id)
        spoken = select(Interview.language).where(col(Interview.conversation_id) == conversation.id)
        language = (await session.exec(spoken)).first() or candidate.language
        return Hint(language, await self._vocabulary.terms(session, application))

    async def _not_decoded(self, message_id: int, problem: Undecodable) -> None:
        if problem.code in PASSING:
            log.warning("speech.no_decoder", message_id=message_id)
            await self._put_off(message_id, UNSET)
        await self._finish(message_id, None, (problem.code,))

    async def _refused(self, message_id: int, problem: SpeechRefused) -> None:
        log.warning("speech.refused", message_id=message_id, code=problem.code)
        if problem.code in MISSING:
            await self._put_off(message_id, UNSET)
        await self._finish(message_id, None, (problem.code,))

    async def _put_off(self, message_id: int, after: float | None) -> None:
        """It did not die of this one: the try does not count. Always raises TryLater."""
        async with self._database.unit_of_work() as session:
            row = await session.get(Transcription, message_id)
            if row is not None:
                row.attempts = max(0, row.attempts - 1)
        raise TryLater(after)

    async def _finish(
        self, message_id: int, heard: Transcript | None, doubts: tuple[str, ...], *, words: bool = False
    ) -> None:
        """The outcome, the words and the conversation's next turn in one commit."""
        async with self._database.unit_of_work() as session:
            row = await session.get(Transcription, message_id, with_for_update=True)
            message = await _message(session, message_id)
            if row is None or row.state != HearingState.WAITING:
                return
            await session.exec(select(held(message.conversation_id).c.id))
            row.state = HearingState.HEARD if words else HearingState.UNHEARD
            row.doubts, row.done_at = " ".join(doubts), self._clock.now()
            if heard is not None:
                row.engine, row.confidence, row.seconds = heard.engine, heard.confidence, heard.seconds
                row.detail = heard.to_json()
                message.text = heard.text if words else ""
            if message.turn_id is not None and words and await _may_still_count(session, message):
                message.turn_id = None
            lock = conversation_lock(message.conversation_id)
            await self._queue.put(session, TURN, lock=lock, conversation_id=str(message.conversation_id))
        log.info("speech.done", message_id=message_id, state=row.state, engine=row.engine)


async def _message(session: AsyncSession, message_id: int) -> Inbound:
    return (await session.exec(select(Inbound).where(Inbound.id == message_id))).one()


async def _is_over(session: AsyncSession, message: Inbound) -> bool:
    state = select(Interview.state).where(col(Interview.conversation_id) == message.conversation_id)
    return (await session.exec(state)).first() in OVER


async def _may_still_count(session: AsyncSession, message: Inbound) -> bool:
    """Late words are taken as the answer after all when the person has sent nothing since; else HR reads them."""
    taken = await session.get(Turn, message.turn_id)
    if taken is None or taken.status != TurnStatus.DONE:
        return False
    mine = col(Inbound.conversation_id) == message.conversation_id
    later = select(Inbound.id).where(mine, col(Inbound.id) > (message.id or 0)).limit(1)
    state = select(Interview.state).where(col(Interview.conversation_id) == message.conversation_id)
    open_still = (await session.exec(state)).first() == InterviewState.OPEN
    return open_still and (await session.exec(later)).first() is None
