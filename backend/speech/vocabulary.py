"""The terms that people of one opening use: of its position, and the names of its site and company."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.shelf import Shelf
from backend.store.tables import Application


class OpeningWords:
    """Read from the current content: a better list helps running interviews too, and changes no question."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def terms(self, session: AsyncSession, application: Application) -> tuple[str, ...]:
        """Short Chinese words."""
        shelf = self._shelf
        form = shelf.form(shelf.version, shelf.current, application.position_id, application.site_id)
        names = (form.site.name, form.site.company, form.position.title)
        return (*form.position.spoken_words, *(name.said_in("zh") for name in names))
