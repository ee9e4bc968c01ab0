"""Erase recordings when their time is over, as candidates were told; their words stay with the interview.

Files that lost their row, because a process died between the two, go as well.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import delete, update
from sqlmodel import col, select

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.media.files import MediaFiles
from backend.store.states import HearingState
from backend.store.tables import Document, Inbound, Media, Transcription
from backend.store.unit_of_work import Database

log = structlog.get_logger(__name__)

NIGHTLY: Final = "17 3 * * *"
"""When the job is put, as cron writes it; UTC."""
STRAY: Final = timedelta(days=1)
"""A file that is still without a row after so long will never get one."""
BATCH: Final = 500


class Retiring:
    """The nightly job. The number of days is content: `audio_days` in settings.yaml."""

    def __init__(self, database: Database, clock: Clock, files: MediaFiles, shelf: Shelf) -> None:
        self._database = database
        self._clock = clock
        self._files = files
        self._shelf = shelf

    async def retire(self, timestamp: int) -> None:
        """Erase what is due; `timestamp` is when the job was due, in seconds since 1970."""
        gone = 0
        while batch := await self._retire_some():
            gone += batch
        strays = await self._sweep()
        log.info("media.retired", recordings=gone, strays=strays, due=timestamp)

    async def _retire_some(self) -> int:
        """Files first: a row without its file is found again, a file without its row only by the sweep."""
        due = self._clock.now() - timedelta(days=self._shelf.current.settings.audio_days)
        waiting = (
            select(Inbound.id)
            .join(Transcription, col(Transcription.message_id) == col(Inbound.id))
            .where(col(Inbound.media_id) == col(Media.id), col(Transcription.state) == HearingState.WAITING)
            .exists()
        )
        old = select(Media.id).where(col(Media.mime).like("audio/%"), col(Media.created_at) < due, ~waiting)
        async with self._database.reading() as session:
            ids = list(await session.exec(old.limit(BATCH)))
        for media_id in ids:
            await self._files.erase(media_id)
        async with self._database.unit_of_work() as session:
            mine = col(Inbound.media_id).in_(ids)
            await session.exec(update(Inbound).where(mine).values(media_id=None))
            await session.exec(delete(Media).where(col(Media.id).in_(ids)))
        return len(ids)

    async def _sweep(self) -> int:
        before = (self._clock.now() - STRAY).timestamp()
        swept = 0
        for media_id in self._files.strays(before):
            if not await self._has_row(media_id):
                await self._files.erase(media_id)
                swept += 1
        return swept

    async def _has_row(self, file_id: UUID) -> bool:
        """Recordings and pictures of a conversation have theirs in one table, documents about people in another."""
        async with self._database.reading() as session:
            for table in (Media, Document):
                if (await session.exec(select(table.id).where(table.id == file_id))).first() is not None:
                    return True
        return False
