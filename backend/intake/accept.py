"""Make events safe: each row and its job in one commit, the same event once however often it comes.

All of it is one statement, and what comes while one is under way shares the next: a platform that calls back wants its
answer at once, and thousands may call at the same time. An event that comes alone waits for nobody.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.crypto import keys
from backend.store.ordering import BELL
from backend.store.queue import Queue, putting
from backend.store.reach import alone_within_reach, within_reach
from backend.store.states import HearingState
from backend.store.tables import Inbound, Transcription
from backend.store.unit_of_work import Database
from backend.turns.jobs import CONVERSATION, FETCH, TRANSCRIBE, TURN
from channels.contract import Accepted, InboundEvent, Kind
from channels.platform import MediaRef, UnknownAddress

MOST: Final = 100
"""Events in one statement."""

STALE: Final = timedelta(seconds=20)
"""The newest address of a conversation, noted as heard from so lately, is not written again."""

_JOB: Final = putting(
    TURN,
    lock=f"'{CONVERSATION}' || stored.conversation_id",
    arguments="jsonb_build_object('conversation_id', stored.conversation_id)",
)


def _accepting(locked: str) -> Any:
    """`locked` says what becomes of an event whose conversation somebody else holds just now."""
    return text(f"""
    WITH event AS (
        SELECT * FROM json_to_recordset(:events) AS event (
            number int, channel text, account text, external_id text, address text, kind text, words text,
            media_id uuid, seen bigint, reference text, revises text, occurred_at timestamptz)
    ), held AS (
        -- conversations are held before their messages are numbered, see backend.store.ordering; in order of their
        -- ids, so that no two statements wait for each other
        SELECT conversation.id, pg_notify('{BELL}', conversation.id::text) FROM conversation
        WHERE conversation.id IN (SELECT conversation_id FROM event JOIN address USING (channel, account, address))
        ORDER BY conversation.id FOR NO KEY UPDATE {locked}
    ), place AS (
        SELECT event.*, held.id AS conversation_id, address.id AS address_id,
               address.said > 0 OR address.heard_at < :stale OR EXISTS (
                   SELECT FROM address AS other WHERE other.conversation_id = held.id
                   AND other.heard_at > address.heard_at) AS to_be_noted
        FROM event JOIN address USING (channel, account, address) JOIN held ON held.id = address.conversation_id
    ), noted AS (
        UPDATE address SET heard_at = :now, said = 0 FROM place
        WHERE address.id = place.address_id AND place.to_be_noted
    ), stored AS (
        INSERT INTO inbound (channel, account, external_id, conversation_id, kind, text, media_id, seen, reference,
                             revises, occurred_at, received_at)
        SELECT channel, account, external_id, conversation_id, kind, convert_to(words, 'UTF8'), media_id, seen,
               reference, revises, occurred_at, :now
        FROM place ORDER BY number
        ON CONFLICT (channel, account, external_id) DO NOTHING
        RETURNING id, channel, account, external_id, conversation_id
    )
    SELECT place.number, stored.id IS NULL AS duplicate,
           CASE WHEN stored.id IS NOT NULL THEN {_JOB} END,
           coalesce(stored.id, (
               SELECT inbound.id FROM inbound WHERE (inbound.channel, inbound.account, inbound.external_id)
               = (place.channel, place.account, place.external_id))) AS message_id
    FROM place LEFT JOIN stored USING (channel, account, external_id)
    """).bindparams(  # noqa: S608  put together from constants only
        bindparam("now", type_=DateTime(timezone=True)), bindparam("stale", type_=DateTime(timezone=True))
    )


_ACCEPT: Final = _accepting("")
_ACCEPT_UNHELD: Final = _accepting("SKIP LOCKED")


@dataclass(frozen=True)
class _Coming:
    """An event on its way in, and who waits for it."""

    event: InboundEvent
    accepted: asyncio.Future[Accepted] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Intake:
    """The way in, one for each process or door."""

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._coming: list[_Coming] = []
        self._writing: asyncio.Task[None] | None = None
        self._waiting: set[asyncio.Task[None]] = set()

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job. Raises `Unavailable` (nothing stored) or `UnknownAddress`."""
        if event.kind is Kind.VOICE:
            return await self._accept_voice(event)
        mine = _Coming(event)
        self._coming.append(mine)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await mine.accepted

    async def accept_with_file(self, event: InboundEvent, media: MediaRef) -> Accepted:
        """The same; a job of its own fetches what `media` names."""
        heard = replace(event, text=media.transcript or event.text)
        later = asdict(replace(media, transcript=None))
        async with within_reach(self._database) as session:
            accepted = await self._one(await session.connection(), heard)
            if not accepted.duplicate:
                message_id = accepted.message_id
                await self._queue.put(
                    session, FETCH, message_id=message_id, channel=event.channel, media=later
                )
                if event.kind is Kind.VOICE:
                    await self._listen(session, accepted, media)
        return accepted

    async def _accept_voice(self, event: InboundEvent) -> Accepted:
        """A recording that is here already: its listening begins at once."""
        async with within_reach(self._database) as session:
            accepted = await self._one(await session.connection(), event)
            if not accepted.duplicate:
                await self._listen(session, accepted, None)
                await self._queue.put(session, TRANSCRIBE, message_id=accepted.message_id)
        return accepted

    async def _listen(self, session: AsyncSession, accepted: Accepted, media: MediaRef | None) -> None:
        """A voice waits for its words, unless the platform has written them down itself."""
        stored = select(Inbound).where(Inbound.id == accepted.message_id)
        message = (await session.exec(stored)).one()
        row = Transcription(
            message_id=accepted.message_id,
            conversation_id=message.conversation_id,
            created_at=self._clock.now(),
        )
        if media is not None:
            row.seconds = media.seconds
            if media.transcript:
                row.state, row.done_at = HearingState.HEARD, self._clock.now()
                row.engine = f"platform:{message.channel}"
        session.add(row)

    async def _write_all(self) -> None:
        while self._coming:
            now, self._coming = self._coming[:MOST], self._coming[MOST:]
            await self._together(now)
            for one in now:
                if not one.accepted.done():
                    self._begin_alone(one)

    async def _together(self, coming: Sequence[_Coming]) -> None:
        """Store all that is free; who is held, unknown or here twice is left, and everybody if one spoils it."""
        first: dict[Any, _Coming] = {}
        for one in coming:
            first.setdefault(_key(one.event), one)
        ones = list(first.values())
        try:
            async with alone_within_reach(self._database) as connection:
                known = await self._store(connection, _ACCEPT_UNHELD, [one.event for one in ones])
        except Exception:  # each learns its own fate when it is tried alone
            return
        for number, accepted in known.items():
            _tell(ones[number], accepted)

    def _begin_alone(self, one: _Coming) -> None:
        task = asyncio.create_task(self._alone(one))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _alone(self, one: _Coming) -> None:
        try:
            async with alone_within_reach(self._database) as connection:
                accepted = await self._one(connection, one.event)
        except Exception as error:  # it belongs to who waits for it
            _tell(one, error)
        else:
            _tell(one, accepted)

    async def _one(self, connection: AsyncConnection, event: InboundEvent) -> Accepted:
        """A second look finds what another process stored while this statement waited for it."""
        for _ in range(2):
            known = await self._store(connection, _ACCEPT, [event])
            if 0 in known:
                return known[0]
        raise UnknownAddress(event.channel)

    async def _store(
        self, connection: AsyncConnection, statement: Any, events: Sequence[InboundEvent]
    ) -> dict[int, Accepted]:
        """By the events' places; nothing for who is not known, is held, or whose row is not visible yet."""
        now = self._clock.now()
        rows = json.dumps([_row(number, event) for number, event in enumerate(events)])
        found = await connection.execute(statement, {"events": rows, "now": now, "stale": now - STALE})
        return {row.number: Accepted(row.message_id, row.duplicate) for row in found if row.message_id}


def _key(event: InboundEvent) -> tuple[str, str, str]:
    return event.channel, event.account, event.external_id


def _tell(one: _Coming, what: Accepted | Exception) -> None:
    if one.accepted.done():
        return  # nobody waits any more
    if isinstance(what, Exception):
        one.accepted.set_exception(what)
    else:
        one.accepted.set_result(what)


def _row(number: int, event: InboundEvent) -> dict[str, Any]:
    words = event.text.replace("\x00", "").encode("utf-8", "surrogatepass")
    return {
        "number": number,
        "channel": event.channel,
        "account": event.account,
        "external_id": event.external_id,
        "address": event.address,
        "kind": event.kind.value,
        "words": keys.encrypt(words).decode(),
        "media_id": event.media_id or None,
        "seen": event.seen,
        "reference": event.reference,
        "revises": event.revises,
        "occurred_at": event.occurred_at.isoformat(),
    }
