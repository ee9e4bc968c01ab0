"""Keep and read the files of a conversation, encrypted, each under an address made of its content; documents by their ids.

The same bytes in the same conversation are one file, however often they are sent; the address is keyed, so that nobody
who sees the folder can tell whether two people sent the same thing.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.crypto import keys
from backend.store.tables import Media


class MediaFiles:
    """A folder of encrypted files with a row each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(
        self, session: AsyncSession, clock: Clock, conversation_id: UUID, content: bytes, mime: str
    ) -> UUID:
        """Write the bytes, then their row in the session; a file whose row never came is swept away later."""
        media_id = _address(conversation_id, content)
        await asyncio.to_thread(self._write, media_id, content)
        row = insert(Media).values(
            id=media_id,
            conversation_id=conversation_id,
            sha256=hashlib.sha256(content).hexdigest(),
            mime=mime,
            size=len(content),
            created_at=clock.now(),
        )
        await session.exec(row.on_conflict_do_nothing(index_elements=["id"]))
        return media_id

    async def keep_as(self, file_id: UUID, content: bytes) -> None:
        """Write bytes whose row the caller adds; written again under the same id, they are replaced."""
        await asyncio.to_thread(self._write, file_id, content)

    async def read(self, media_id: UUID) -> bytes:
        """The bytes as they came. Raises FileNotFoundError after erasure."""
        return await asyncio.to_thread(lambda: keys.decrypt(self._path(media_id).read_bytes()))

    async def erase(self, media_id: UUID) -> None:
        """Remove the bytes; nothing happens if they are gone."""
        await asyncio.to_thread(self._path(media_id).unlink, missing_ok=True)

    def strays(self, older_than: float) -> Iterator[UUID]:
        """Files written before this moment (seconds since 1970), by id; which of them have rows is for others to know."""
        for path in self._folder.glob("??/" + "?" * 32):
            if path.stat().st_mtime < older_than:
                yield UUID(path.name)

    def _write(self, media_id: UUID, content: bytes) -> None:
        path = self._path(media_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{uuid4().hex}.part")
        partial.write_bytes(keys.encrypt(content))
        partial.rename(path)

    def _path(self, media_id: UUID) -> Path:
        return self._folder / media_id.hex[:2] / media_id.hex


def _address(conversation_id: UUID, content: bytes) -> UUID:
    return UUID(keys.lookup_hash(f"{conversation_id}:{hashlib.sha256(content).hexdigest()}")[:32])
