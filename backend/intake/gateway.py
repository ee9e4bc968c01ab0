"""The house as the doors see it: make what comes in safe, and show what was said."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.intake.accept import accept
from backend.intake.addresses import Place, bind
from backend.intake.bell import Bell
from backend.intake.lines import conversation_lines
from backend.media.files import MediaFiles
from backend.recruiting import invitations
from backend.store.queue import Queue
from backend.store.reach import within_reach
from backend.store.tables import (
    Address,
    Application,
    Candidate,
    Conversation,
    Interview,
    Invitation,
)
from backend.store.unit_of_work import Database
from backend.turns.steps import more_waits
from channels.contract import Accepted, InboundEvent, LinkState, Shown, WebSession

WEB = "web"


class HouseGateway:
    """Implements `channels.contract.Gateway` on the record."""

    def __init__(
        self, database: Database, queue: Queue, clock: Clock, shelf: Shelf, bell: Bell, media: MediaFiles
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._shelf = shelf
        self._bell = bell
        self._media = media

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job in one commit. Raises `channels.errors.Unavailable`."""
        return await accept(self._database, self._queue, self._clock, event)

    async def store_media(self, conversation_id: str, content: bytes, mime: str) -> str:
        """Keep bytes for this conversation and return their media id."""
        async with within_reach(self._database) as session:
            return str(await self._media.keep(session, self._clock, UUID(conversation_id), content, mime))

    async def open_link(self, token: str) -> WebSession | LinkState:
        """Look an invitation token up; its conversation begins with the first look."""
        async with within_reach(self._database, only_looking=True) as session:
            found = await invitations.find(session, self._clock, token)
            if isinstance(found, LinkState):
                return found
            application, candidate, conversation_id, spoken = await _known(session, found)
        if conversation_id is None:
            async with within_reach(self._database) as session:
                place = Place(WEB, WEB, str(application.id))
                conversation_id = await bind(session, self._clock, application.id, place)
        return self._session_of(application, conversation_id, spoken or candidate.language)

    def _session_of(self, application: Application, conversation_id: UUID, language: str) -> WebSession:
        shelf = self._shelf
        form = shelf.form(shelf.version, shelf.current, application.position_id, application.site_id)
        return WebSession(
            conversation_id=str(conversation_id),
            account=WEB,
            address=str(application.id),
            language=language,
            company=form.site.company.said_in(language),
            position=form.position.title.said_in(language),
        )

    async def shown(self, conversation_id: str, after: int) -> list[Shown]:
        """Everything said on either side with an id greater than `after`, oldest first."""
        async with within_reach(self._database, only_looking=True) as session:
            return await conversation_lines(session, UUID(conversation_id), after)

    async def is_thinking(self, conversation_id: str) -> bool:
        """True while something the person said has not been answered yet."""
        async with within_reach(self._database, only_looking=True) as session:
            return await more_waits(session, UUID(conversation_id))

    def changes(self, conversation_id: str) -> AsyncIterator[None]:
        """Yield whenever `shown` or `is_thinking` may have changed."""
        return self._bell.changes(conversation_id)


async def _known(
    session: AsyncSession, invitation: Invitation
) -> tuple[Application, Candidate, UUID | None, str | None]:
    """Application and candidate; the conversation if it is held on the web already; its language if it has begun."""
    on_web = and_(col(Address.conversation_id) == col(Conversation.id), col(Address.channel) == WEB)
    found = (
        select(Application, Candidate, Address, Interview.language)
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .outerjoin(Conversation, col(Conversation.application_id) == col(Application.id))
        .outerjoin(Address, on_web)
        .outerjoin(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .where(col(Application.id) == invitation.application_id)
    )
    application, candidate, address, language = (await session.exec(found)).one()
    return application, candidate, address.conversation_id if address else None, language
