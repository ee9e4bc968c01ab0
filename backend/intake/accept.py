"""Make an event safe: the row and its job in one commit, the same event once however often it comes."""

from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.ordering import ringing
from backend.store.queue import Queue
from backend.store.reach import within_reach
from backend.store.states import HearingState
from backend.store.tables import Address, Conversation, Inbound, Transcription
from backend.store.unit_of_work import Database
from backend.turns.jobs import FETCH, TRANSCRIBE, TURN, conversation_lock
from channels.contract import Accepted, InboundEvent, Kind
from channels.platform import MediaRef, UnknownAddress

STALE = timedelta(seconds=20)
"""The newest address of a conversation, noted as heard from so lately, is not written again."""


async def accept(
    database: Database, queue: Queue, clock: Clock, event: InboundEvent, media: MediaRef | None = None
) -> Accepted:
    """Store the event and its jobs; `media` is fetched by a job of its own.

    Raises `Unavailable` (nothing stored) or `UnknownAddress`.
    """
    async with within_reach(database) as session:
        return await _store(session, queue, clock, event, media)


async def _store(
    session: AsyncSession, queue: Queue, clock: Clock, event: InboundEvent, media: MediaRef | None
) -> Accepted:
    conversation_id = await _conversation(session, clock, event)
    same = ("channel", "account", "external_id")
    new = insert(Inbound).values(
        **_row(event, media), conversation_id=conversation_id, received_at=clock.now()
    )
    row = await session.exec(new.on_conflict_do_nothing(index_elements=same).returning(col(Inbound.id)))
    message_id = row.scalar_one_or_none()
    if message_id is None:
        return Accepted(await _stored_before(session, event), duplicate=True)
    if event.kind is Kind.VOICE:
        session.add(_hearing(event, media, message_id, conversation_id, clock))
        if event.media_id is not None:
            await queue.put(session, TRANSCRIBE, message_id=message_id)
    if media is not None:
        await queue.put(
            session,
            FETCH,
            message_id=message_id,
            channel=event.channel,
            media=asdict(replace(media, transcript=None)),
        )
    await queue.put(
        session, TURN, lock=conversation_lock(conversation_id), conversation_id=str(conversation_id)
    )
    return Accepted(message_id, duplicate=False)


def _row(event: InboundEvent, media: MediaRef | None) -> dict[str, object]:
    heard = media.transcript if media is not None and media.transcript else event.text
    return {
        "channel": event.channel,
        "account": event.account,
        "external_id": event.external_id,
        "kind": event.kind.value,
        "text": heard.replace("\x00", ""),
        "media_id": UUID(event.media_id) if event.media_id else None,
        "seen": event.seen,
        "reference": event.reference,
        "revises": event.revises,
        "occurred_at": event.occurred_at,
    }


def _hearing(
    event: InboundEvent, media: MediaRef | None, message_id: int, conversation_id: UUID, clock: Clock
) -> Transcription:
    """A voice waits for its words, unless the platform has written them down itself."""
    row = Transcription(message_id=message_id, conversation_id=conversation_id, created_at=clock.now())
    if media is not None:
        row.seconds = media.seconds
        if media.transcript:
            row.state, row.engine, row.done_at = HearingState.HEARD, f"platform:{event.channel}", clock.now()
    return row


async def _conversation(session: AsyncSession, clock: Clock, event: InboundEvent) -> UUID:
    """Find the conversation by its address, hold it (see `backend.store.ordering`), and note where it was heard from."""
    place = (
        col(Address.channel) == event.channel,
        col(Address.account) == event.account,
        col(Address.address) == event.address,
    )
    other = aliased(Address)
    newer = select(other.id).where(
        col(other.conversation_id) == col(Address.conversation_id),
        col(other.heard_at) > col(Address.heard_at),
    )
    found = select(Conversation.id, Address, newer.correlate(Address).exists(), ringing()).join(
        Address, col(Address.conversation_id) == col(Conversation.id)
    )
    held = found.where(*place).with_for_update(key_share=True, of=Conversation)
    row = (await session.exec(held)).one_or_none()
    if row is None:
        raise UnknownAddress(event.channel)
    conversation_id, address, elsewhere, _ = row
    if address.said or elsewhere or clock.now() - address.heard_at > STALE:
        address.heard_at, address.said = clock.now(), 0
    return conversation_id


async def _stored_before(session: AsyncSession, event: InboundEvent) -> int:
    same = {"channel": event.channel, "account": event.account, "external_id": event.external_id}
    return (await session.exec(select(Inbound).filter_by(**same))).one().id or 0
