"""Make an event safe: the row and its job in one commit, the same event once however often it comes.

All of it is one statement, and so one round trip: a platform that calls back wants its answer at once, and thousands may
call at the same time.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.clock import Clock
from backend.store.crypto import EncryptedText
from backend.store.ordering import BELL
from backend.store.queue import Queue, putting
from backend.store.reach import alone_within_reach, within_reach
from backend.store.unit_of_work import Database
from backend.turns.jobs import CONVERSATION, FETCH, TURN
from channels.contract import Accepted, InboundEvent
from channels.platform import MediaRef, UnknownAddress

STALE: Final = timedelta(seconds=20)
"""The newest address of a conversation, noted as heard from so lately, is not written again."""

_JOB: Final = putting(
    TURN,
    lock=f"'{CONVERSATION}' || stored.conversation_id",
    arguments="jsonb_build_object('conversation_id', stored.conversation_id)",
)

_ACCEPT: Final = text(f"""
    WITH place AS (
        -- the conversation is held before its message is numbered: see backend.store.ordering
        SELECT conversation.id AS conversation_id, address.id AS address_id,
               pg_notify('{BELL}', conversation.id::text),
               address.said > 0 OR address.heard_at < :stale OR EXISTS (
                   SELECT FROM address AS other WHERE other.conversation_id = conversation.id
                   AND other.heard_at > address.heard_at) AS to_be_noted
        FROM address JOIN conversation ON conversation.id = address.conversation_id
        WHERE address.channel = :channel AND address.account = :account AND address.address = :address
        FOR NO KEY UPDATE OF conversation
    ), noted AS (
        UPDATE address SET heard_at = :now, said = 0 FROM place
        WHERE address.id = place.address_id AND place.to_be_noted
    ), stored AS (
        INSERT INTO inbound (channel, account, external_id, conversation_id, kind, text, media_id, seen, reference,
                             revises, occurred_at, received_at)
        SELECT :channel, :account, :external_id, conversation_id, :kind, :text, :media_id, :seen, :reference,
               :revises, :occurred_at, :now
        FROM place
        ON CONFLICT (channel, account, external_id) DO NOTHING
        RETURNING id, conversation_id
    )
    SELECT stored.id, CASE WHEN stored.id IS NOT NULL THEN {_JOB} END FROM place LEFT JOIN stored ON true
""").bindparams(  # noqa: S608  put together from constants only
    bindparam("text", type_=EncryptedText),
    bindparam("media_id", type_=Uuid()),
    bindparam("seen", type_=BigInteger()),
    bindparam("occurred_at", type_=DateTime(timezone=True)),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("stale", type_=DateTime(timezone=True)),
)

_STORED_BEFORE: Final = text(
    "SELECT id FROM inbound WHERE channel = :channel AND account = :account AND external_id = :external_id"
)


async def accept(
    database: Database, queue: Queue, clock: Clock, event: InboundEvent, media: MediaRef | None = None
) -> Accepted:
    """Store the event and its jobs; `media` is fetched by a job of its own.

    Raises `Unavailable` (nothing stored) or `UnknownAddress`.
    """
    if media is None:
        async with alone_within_reach(database) as connection:
            return await _store(connection, clock.now(), event, event.text)
    async with within_reach(database) as session:
        accepted = await _store(
            await session.connection(), clock.now(), event, media.transcript or event.text
        )
        if not accepted.duplicate:
            later = asdict(replace(media, transcript=None))
            message_id = accepted.message_id
            await queue.put(session, FETCH, message_id=message_id, channel=event.channel, media=later)
        return accepted


async def _store(connection: AsyncConnection, now: datetime, event: InboundEvent, heard: str) -> Accepted:
    found = (await connection.execute(_ACCEPT, _values(event, heard, now))).one_or_none()
    if found is None:
        raise UnknownAddress(event.channel)
    if found.id is not None:
        return Accepted(found.id, duplicate=False)
    same = {"channel": event.channel, "account": event.account, "external_id": event.external_id}
    return Accepted((await connection.execute(_STORED_BEFORE, same)).scalar_one(), duplicate=True)


def _values(event: InboundEvent, heard: str, now: datetime) -> dict[str, Any]:
    return {
        "channel": event.channel,
        "account": event.account,
        "external_id": event.external_id,
        "address": event.address,
        "kind": event.kind.value,
        "text": heard.replace("\x00", ""),
        "media_id": UUID(event.media_id) if event.media_id else None,
        "seen": event.seen,
        "reference": event.reference,
        "revises": event.revises,
        "occurred_at": event.occurred_at,
        "now": now,
        "stale": now - STALE,
    }
