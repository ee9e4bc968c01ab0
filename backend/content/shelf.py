"""Every content version in use: new interviews take the current one, running ones stay with the one they began with."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.form import Form
from backend.content.pack import Content
from backend.content.version import content_version
from backend.store.tables import ContentVersion


class Shelf:
    """The current content (the shipped one until another is imported), and others read from the database once."""

    def __init__(self, shipped: Content) -> None:
        self._shipped = shipped
        self.current = shipped
        self.version = content_version(shipped)
        self._read = {self.version: shipped}
        self._forms: dict[tuple[str, str, str], Form] = {}

    async def keep_current(self, session: AsyncSession, clock: Clock) -> None:
        """Store the shipped version, so that interviews can be pinned to it, and look which is current; at start."""
        new = insert(ContentVersion).values(_row(self._shipped, clock))
        await session.exec(new.on_conflict_do_nothing())
        await self.refresh(session)

    async def take_in(self, session: AsyncSession, clock: Clock, content: Content) -> str:
        """Make this content current for every process from the commit on; return its version."""
        row = {**_row(content, clock), "imported_at": clock.now()}
        new = insert(ContentVersion).values(row)
        again = {"imported_at": row["imported_at"]}
        await session.exec(new.on_conflict_do_update(index_elements=["version"], set_=again))
        await self.refresh(session)
        return self.version

    async def refresh(self, session: AsyncSession) -> None:
        """Take up what has been imported meanwhile, here or by another process."""
        imported = col(ContentVersion.imported_at)
        newest = select(ContentVersion.version).where(imported.is_not(None)).order_by(imported.desc())
        version = (await session.exec(newest.limit(1))).one_or_none()
        if version is not None and version != self.version:
            self.current = await self.get(session, version)
            self.version = version

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
            self._read[version] = self._completed(Content.model_validate(body))
        return self._read[version]

    def _completed(self, kept: Content) -> Content:
        """With today's wording for lines that this release may say and the kept version did not know yet."""
        lines = {
            language: {**today, **kept.locales.get(language, {})}
            for language, today in self.current.locales.items()
        }
        return kept.model_copy(update={"locales": lines})


def _row(content: Content, clock: Clock) -> dict[str, Any]:
    return {
        "version": content_version(content),
        "body": content.model_dump(mode="json"),
        "created_at": clock.now(),
    }
