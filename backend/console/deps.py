"""What the console needs from the house."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.pack import Content
from backend.content.shelf import Shelf
from backend.recruiting.buttons import Buttons
from backend.store.queue import Queue
from backend.store.unit_of_work import Database

BASE: Final = "/console"
"""Where the console hangs in the application."""


class Replay(Protocol):
    """Gives what has failed another try, inside the caller's transaction."""

    async def turn(self, session: AsyncSession, turn_id: UUID) -> None:
        """Take a dead turn up again."""
        ...

    async def outbox(self, session: AsyncSession, outbox_id: int) -> None:
        """Send a failed message again."""
        ...


class MediaReader(Protocol):
    """Where voice messages are kept."""

    async def read(self, media_id: UUID) -> bytes:
        """The bytes as they came. Raises FileNotFoundError after erasure."""
        ...


@dataclass(frozen=True)
class ConsoleDeps:
    """Built where the program is wired. `public_url` has no slash at its end."""

    database: Database
    queue: Queue
    clock: Clock
    shelf: Shelf
    media: MediaReader
    replay: Replay
    public_url: str
    storage_secret: SecretStr
    buttons: Buttons

    @property
    def content(self) -> Content:
        """The content of today."""
        return self.shelf.current
