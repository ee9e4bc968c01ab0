"""Keep and read the files of a conversation. Bytes are encrypted; the file's name is its random id."""

import asyncio
import hashlib
from pathlib import Path
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.store.crypto import keys
from backend.store.tables import Media


class MediaFiles:
    """A folder of encrypted files with a row each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(
        self, session: AsyncSession, clock: Clock, conversation_id: UUID, content: bytes, mime: str
    ) -> UUID:
        """Write the bytes, then add their row to the session; the file without a row is harmless."""
        media = Media(
            id=new_id(),
            conversation_id=conversation_id,
            sha256=hashlib.sha256(content).hexdigest(),
            mime=mime,
            size=len(content),
            created_at=clock.now(),
        )
        await asyncio.to_thread(self._write, media.id, content)
        session.add(media)
        return media.id

    async def read(self, media_id: UUID) -> bytes:
        """The bytes as they came. Raises FileNotFoundError after erasure."""
        return await asyncio.to_thread(lambda: keys.decrypt(self._path(media_id).read_bytes()))

    async def erase(self, media_id: UUID) -> None:
        """Remove the bytes; nothing happens if they are gone."""
        await asyncio.to_thread(self._path(media_id).unlink, missing_ok=True)

    def _write(self, media_id: UUID, content: bytes) -> None:
        path = self._path(media_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        partial.write_bytes(keys.encrypt(content))
        partial.rename(path)

    def _path(self, media_id: UUID) -> Path:
        return self._folder / media_id.hex[:2] / media_id.hex
