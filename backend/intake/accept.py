"""Make an event safe: the row and its job in one commit, the same event once however often it comes."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.intake.bell import ring
from backend.store.ordering import hold
from backend.store.queue import Queue
from backend.store.reach import within_reach
from backend.store.tables import Address, Inbound
from backend.store.unit_of_work import Database
from backend.turns.jobs import TURN, conversation_lock
from channels.contract import Accepted, InboundEvent


class UnknownConversation(LookupError):
    """Nobody has opened an invitation at this address."""


async def accept(database: Database, queue: Queue, clock: Clock, event: InboundEvent) -> Accepted:
    """Store the event and its job. Raises `Unavailable` (nothing stored) or `UnknownConversation`."""
    async with within_reach(database) as session:
        return await _store(session, queue, clock, event)


async def _store(session: AsyncSession, queue: Queue, clock: Clock, event: InboundEvent) -> Accepted:
    conversation_id = await _conversation(session, clock, event)
    new = insert(Inbound).values(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        conversation_id=conversation_id,
        kind=event.kind.value,
        text=event.text.replace("\x00", ""),
        media_id=UUID(event.media_id) if event.media_id else None,
        seen=event.seen,
        occurred_at=event.occurred_at,
        received_at=clock.now(),
    )
    same = ("channel", "account", "external_id")
    row = await session.exec(new.on_conflict_do_nothing(index_elements=same).returning(col(Inbound.id)))
    message_id = row.scalar_one_or_none()
    if message_id is None:
        return Accepted(await _stored_before(session, event), duplicate=True)
    await queue.put(
        session, TURN, lock=conversation_lock(conversation_id), conversation_id=str(conversation_id)
    )
    await ring(session, conversation_id)
    return Accepted(message_id, duplicate=False)


async def _conversation(session: AsyncSession, clock: Clock, event: InboundEvent) -> UUID:
    """Find the conversation by its address, note that it was heard from, and hold it: see `backend.store.ordering`."""
    place = update(Address).filter_by(channel=event.channel, account=event.account, address=event.address)
    heard = place.values(heard_at=clock.now(), said=0).returning(col(Address.conversation_id))
    conversation_id: UUID | None = (await session.exec(heard)).scalar_one_or_none()
    if conversation_id is None:
        raise UnknownConversation(event.channel)
    await hold(session, conversation_id)
    return conversation_id


async def _stored_before(session: AsyncSession, event: InboundEvent) -> int:
    same = {"channel": event.channel, "account": event.account, "external_id": event.external_id}
    return (await session.exec(select(Inbound).filter_by(**same))).one().id or 0
