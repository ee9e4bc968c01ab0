"""Every content version in use: running interviews stay with the one they began with."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.form import Form
from backend.content.pack import Content
from backend.content.version import content_version
from backend.store.tables import ContentVersion


class Shelf:
    """The current content, and older ones read from the database once."""

    def __init__(self, current: Content) -> None:
        self.current = current
        self.version = content_version(current)
        self._read = {self.version: current}
        self._forms: dict[tuple[str, str, str], Form] = {}

    async def keep_current(self, session: AsyncSession, clock: Clock) -> None:
        """Store the current version, so that interviews can be pinned to it; done once at start."""
        row = {
            "version": self.version,
            "body": self.current.model_dump(mode="json"),
            "created_at": clock.now(),
        }
        await session.exec(insert(ContentVersion).values(**row).on_conflict_do_nothing())

    def form(self, version: str, content: Content, position_id: str, site_id: str) -> Form:
        """The form of an opening in this version; resolved once. Raises ContentError when there is no such opening."""
        key = (version, position_id, site_id)
        if key not in self._forms:
            self._forms[key] = content.form(position_id, site_id)
        return self._forms[key]

    async def get(self, session: AsyncSession, version: str) -> Content:
        """The content of a version. Raises LookupError if it was never kept."""
        if version not in self._read:
            stored = select(ContentVersion.body).where(col(ContentVersion.version) == version)
            body = (await session.exec(stored)).one_or_none()
            if body is None:
                raise LookupError(f"content version {version} was never kept")
            self._read[version] = Content.model_validate(body)
        return self._read[version]
