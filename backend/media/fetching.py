"""Bring files from the platforms before their links expire, apart from the conversation that waits for nothing."""

from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from sqlmodel import col, select, update

from backend.clock import Clock
from backend.media.files import MediaFiles
from backend.store.queue import GiveUp, Queue, TryLater
from backend.store.states import HearingState, InterviewState
from backend.store.tables import Inbound, Interview, Transcription
from backend.store.unit_of_work import Database
from backend.turns.jobs import TRANSCRIBE, TURN, conversation_lock
from channels.contract import Kind
from channels.errors import OutcomeUnknown, SendError
from channels.platform import MediaRef
from channels.sounds import detect

log = structlog.get_logger(__name__)

DEFAULT_MIME = {"voice": "audio/ogg", "image": "image/jpeg"}


class Fetcher(Protocol):
    """A channel that can bring the bytes behind a reference."""

    async def fetch(self, media: MediaRef) -> bytes:
        """All bytes. Raises a `channels.errors.SendError`."""
        ...


class MediaFetching:
    """The job; `fetchers` by channel name."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        clock: Clock,
        files: MediaFiles,
        fetchers: Mapping[str, Fetcher],
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._files = files
        self._fetchers = fetchers

    async def fetch(self, *, message_id: int, channel: str, media: dict[str, Any]) -> None:
        """Fetch and keep the bytes of one message; done twice, it does nothing more."""
        wanted = MediaRef(**media)
        async with self._database.unit_of_work() as session:
            message = (await session.exec(select(Inbound).where(Inbound.id == message_id))).one()
        if message.media_id is not None or await self._is_refused(message):
            return
        content = await self._bring(message, channel, wanted)
        mime = detect(content) or wanted.mime or DEFAULT_MIME.get(wanted.kind, "application/octet-stream")
        if await self._is_refused(message):
            return
        async with self._database.unit_of_work() as session:
            media_id = await self._files.keep(session, self._clock, message.conversation_id, content, mime)
            await session.flush()
            await session.exec(update(Inbound).where(col(Inbound.id) == message_id).values(media_id=media_id))
            if message.kind == Kind.VOICE:
                await self._queue.put(session, TRANSCRIBE, message_id=message_id)

    async def _is_refused(self, message: Inbound) -> bool:
        """Whether the person has refused consent or asked for erasure meanwhile."""
        gone = (InterviewState.DECLINED, InterviewState.ERASED)
        state = select(Interview.state).where(col(Interview.conversation_id) == message.conversation_id)
        async with self._database.reading() as session:
            return (await session.exec(state)).first() in gone

    async def _bring(self, message: Inbound, channel: str, wanted: MediaRef) -> bytes:
        try:
            return await self._fetchers[channel].fetch(wanted)
        except SendError as error:
            if error.retryable or isinstance(error, OutcomeUnknown):
                raise TryLater(error.retry_after) from None
            log.warning("media.gone", channel=channel, code=error.code)
            await self._lost(message)
            raise GiveUp(error.code) from None

    async def _lost(self, message: Inbound) -> None:
        """A voice that can never be heard stops holding its conversation up: the person is asked again."""
        async with self._database.unit_of_work() as session:
            row = await session.get(Transcription, message.id)
            if row is None or row.state != HearingState.WAITING:
                return
            row.state, row.doubts, row.done_at = HearingState.UNHEARD, "gone", self._clock.now()
            lock = conversation_lock(message.conversation_id)
            await self._queue.put(session, TURN, lock=lock, conversation_id=str(message.conversation_id))
