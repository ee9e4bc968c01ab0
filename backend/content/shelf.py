"""Every content version in use: running interviews stay with the one they began with."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.pack import Content
from backend.content.version import content_version
from backend.store.tables import ContentVersion


class Shelf:
    """The current content, and older ones read from the database once."""

    def __init__(self, current: Content) -> None:
        self.current = current
        self.version = content_version(current)
        self._read = {self.version: current}

    async def keep_current(self, session: AsyncSession, clock: Clock) -> None:
        """Store the current version, so that interviews can be pinned to it; done once at start."""
        row = {"version": self.version, "body": self.current.model_dump(mode="json"), "created_at": clock.now()}
        await session.exec(insert(ContentVersion).values(**row).on_conflict_do_nothing())

    async def get(self, session: AsyncSession, version: str) -> Content:
        """The content of a version. Raises LookupError if it was never kept."""
        if version not in self._read:
            stored = select(ContentVersion.body).where(col(ContentVersion.version) == version)
            body = (await session.exec(stored)).one_or_none()
            if body is None:
                raise LookupError(f"content version {version} was never kept")
            self._read[version] = Content.model_validate(body)
        return self._read[version]
