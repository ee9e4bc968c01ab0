"""The house as the doors see it: make what comes in safe, and show what was said."""

from collections.abc import AsyncIterator
from uuid import UUID

from backend.clock import Clock
from backend.content.form import Form
from backend.content.shelf import Shelf
from backend.intake import holders, links
from backend.intake.accept import Intake
from backend.intake.addresses import Place, bind
from backend.intake.bell import Bell
from backend.intake.lines import view
from backend.media.files import MediaFiles
from backend.recruiting import invitations
from backend.store.queue import Queue
from backend.store.reach import alone_within_reach, within_reach
from backend.store.tables import Invitation
from backend.store.unit_of_work import Database
from channels.contract import Accepted, InboundEvent, LinkState, View, WebSession


class HouseGateway:
    """Implements `channels.contract.Gateway` on the record."""

    def __init__(
        self, database: Database, queue: Queue, clock: Clock, shelf: Shelf, bell: Bell, media: MediaFiles
    ) -> None:
        self._database = database
        self._queue = queue
        self._intake = Intake(database, queue, clock)
        self._clock = clock
        self._shelf = shelf
        self._bell = bell
        self._media = media

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job in one commit. Raises `channels.errors.Unavailable`."""
        return await self._intake.accept(event)

    async def store_media(self, conversation_id: str, content: bytes, mime: str) -> str:
        """Keep bytes for this conversation and return their media id."""
        async with within_reach(self._database) as session:
            return str(await self._media.keep(session, self._clock, UUID(conversation_id), content, mime))

    async def open_link(self, token: str, device: str = "", *, claims: bool = True) -> WebSession | LinkState:
        """Look an invitation token up; its conversation begins with the first look."""
        browser = _browser(device)
        async with alone_within_reach(self._database) as connection:
            link = await links.find(connection, token, holders.place_hash(browser), self._clock.now())
        if isinstance(link, LinkState):
            return link
        if not link.held and (refused := await self._claim(link, browser, claims=claims)) is not None:
            return refused
        conversation_id = link.conversation_id
        if conversation_id is None:
            async with within_reach(self._database) as session:
                place = Place(links.WEB, links.WEB, str(link.application_id))
                conversation_id = await bind(session, self._clock, link.application_id, place)
        form = await self._form(link)
        return WebSession(
            conversation_id=str(conversation_id),
            account=links.WEB,
            address=str(link.application_id),
            language=link.language,
            company=form.site.company.said_in(link.language),
            position=form.position.title.said_in(link.language),
        )

    async def prove(self, token: str, device: str, digits: str) -> LinkState | None:
        """Try the last four digits of the phone; None: this browser holds the link too."""
        async with within_reach(self._database) as session:
            found = await invitations.find(session, self._clock, token)
            if isinstance(found, LinkState):
                return found
            given = holders.digits_in(digits)
            if given is None:
                return LinkState.WRONG
            browser = _browser(device)
            return await holders.prove(session, self._queue, self._clock, found, browser, given)

    async def _claim(self, link: links.Link, browser: Place, *, claims: bool) -> LinkState | None:
        async with within_reach(self._database) as session:
            invitation = await session.get_one(Invitation, link.invitation_id)
            if claims:
                return await holders.claim(session, self._clock, invitation, browser)
            return await holders.standing(session, invitation)

    async def _form(self, link: links.Link) -> Form:
        version = link.content_version or self._shelf.version
        async with within_reach(self._database) as session:
            content = await self._shelf.get(session, version)
        return self._shelf.form(version, content, link.position_id, link.site_id)

    async def look(self, conversation_id: str, after: int) -> View:
        """What has been said on either side with an id greater than `after`, and whether an answer is due."""
        async with alone_within_reach(self._database) as connection:
            return await view(connection, UUID(conversation_id), after)

    def changes(self, conversation_id: str) -> AsyncIterator[None]:
        """Yield whenever what `look` sees may have changed."""
        return self._bell.changes(conversation_id)


def _browser(device: str) -> Place:
    """A browser as the holder of a link. It is no address: the conversation on the web is one for all of a person's."""
    return Place("browser", links.WEB, device)
