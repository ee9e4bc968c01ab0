"""Forget what the channels and the queue have kept of a person besides the conversation itself."""

import re
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.tables import Address, ChannelMemory, KeptEvent
from backend.turns.jobs import FETCH

BATCH = 200  # kept events decrypted at once
UNFETCHED = text(
    "DELETE FROM procrastinate_jobs WHERE task_name = :task AND status IN ('todo', 'failed') "
    "AND (args->>'message_id')::bigint IN (SELECT id FROM inbound WHERE conversation_id = :conversation)"
)


async def forget_addresses(session: AsyncSession, conversation_id: UUID) -> None:
    """Where they could be reached, with all that is kept under or about such a place."""
    theirs = col(Address.conversation_id) == conversation_id
    for place in await session.exec(select(Address).where(theirs)):
        await _forget_place(session, place.channel, re.compile(rf"(?<!\w){re.escape(place.address)}(?!\w)"))
    await session.exec(delete(Address).where(theirs))


async def forget_unfetched(session: AsyncSession, conversation_id: UUID) -> None:
    """Jobs that would still bring a file of theirs from a platform."""
    places = {"task": FETCH.name, "conversation": conversation_id}
    await (await session.connection()).execute(UNFETCHED, places)


async def _forget_place(session: AsyncSession, channel: str, named: re.Pattern[str]) -> None:
    for fact in await session.exec(select(ChannelMemory).filter_by(channel=channel)):
        if named.search(fact.name) or named.search(fact.value):
            await session.delete(fact)
    await session.flush()
    last = 0
    while events := await _kept_after(session, channel, last):
        last = events[-1][0]
        mine = [number for number, payload in events if named.search(payload)]
        # The row stays: the platform may bring the same event once more.
        await session.exec(update(KeptEvent).where(col(KeptEvent.id).in_(mine)).values(payload=""))


async def _kept_after(session: AsyncSession, channel: str, last: int) -> list[tuple[int, str]]:
    found = select(KeptEvent.id, KeptEvent.payload).where(
        col(KeptEvent.channel) == channel, col(KeptEvent.id) > last
    )
    rows = await session.exec(found.order_by(col(KeptEvent.id)).limit(BATCH))
    return [(number or 0, payload) for number, payload in rows]
