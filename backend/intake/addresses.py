"""Tie an address on a channel to the conversation that an invitation proves."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.store.tables import Address, Conversation


@dataclass(frozen=True)
class Place:
    """One person's address on one account of one channel."""

    channel: str
    account: str
    address: str


async def bind(session: AsyncSession, clock: Clock, application_id: UUID, place: Place) -> UUID:
    """The conversation of this application, from now on also held at `place`; harmless when repeated.

    An address that belongs to another conversation moves: a person answers one application at a time there.
    """
    now = clock.now()
    talk = insert(Conversation).values(id=new_id(), application_id=application_id, created_at=now)
    await session.exec(talk.on_conflict_do_nothing(index_elements=["application_id"]))
    found = select(Conversation.id).filter_by(application_id=application_id)
    conversation_id = (await session.exec(found)).one()
    there = insert(Address).values(
        id=new_id(), conversation_id=conversation_id, heard_at=now, said=0, **asdict(place)
    )
    await session.exec(
        there.on_conflict_do_update(
            index_elements=["channel", "account", "address"], set_={"conversation_id": conversation_id}
        )
    )
    return conversation_id
