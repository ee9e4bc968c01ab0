"""Send what waits for one destination, in order.

A destination is `conversation:<id>`, `group:<name>` or `webhook:<id>`; its prefix chooses the sender. Runs under the
destination's lock. A message that must wait stops the ones behind it: order matters more than haste. One that is held
until its person writes again goes out with the answer to that. Where more waits than a place takes, a sender that can
says many in one message.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeGuard, runtime_checkable

import structlog
from sqlalchemy import Uuid, bindparam, text, update
from sqlmodel import col, select

from backend.clock import Clock
from backend.store import tables
from backend.store.ordering import held
from backend.store.queue import AlreadyWaits, Queue
from backend.store.states import SendStatus
from backend.store.unit_of_work import Database
from backend.turns.jobs import DELIVER
from channels.contract import Card, SendResult
from channels.errors import Held, OutcomeUnknown, Overtaken, SendError

log = structlog.get_logger(__name__)

BATCH = 20
"""Rows looked at in one go, and the most that one message speaks of."""


class Sender(Protocol):
    """Knows how to send one kind of destination."""

    async def take_turn(self, row: tables.Outbox) -> None:
        """Raises `channels.errors.Throttled` while we must not speak there yet."""
        ...

    async def is_repeatable(self, row: tables.Outbox) -> bool:
        """Whether a second sending of the row does no harm: the other side honours a key of ours."""
        ...

    async def send(self, row: tables.Outbox) -> SendResult:
        """Send it, leaving the words as they were said in `row.rendered`. Raises `channels.errors.SendError`."""
        ...


@dataclass(frozen=True)
class Digest:
    """One message for many rows. `gone` are rows before its end that can never be sent, with the reason."""

    card: Card
    rows: tuple[tables.Outbox, ...]
    gone: tuple[tuple[tables.Outbox, SendError], ...]


@runtime_checkable
class DigestSender(Sender, Protocol):
    """A sender that can fold."""

    most_single: int
    """More waiting rows than this are folded."""

    async def digest(self, rows: Sequence[tables.Outbox]) -> Digest:
        """What can be said of the first rows in one message."""
        ...

    async def send_digest(self, destination: str, digest: Digest) -> None:
        """Send it. Raises `channels.errors.SendError`."""
        ...


class Outbox:
    """Delivers; see the module."""

    def __init__(self, database: Database, queue: Queue, clock: Clock, senders: Mapping[str, Sender]) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._senders = senders

    async def deliver(self, *, destination: str) -> frozenset[str]:
        """Send all that waits for `destination`, and return the keys of what was dealt with.

        What fails for now is put off by a job of its own.
        """
        sender = self._senders[destination.partition(":")[0]]
        done: set[str] = set()
        while rows := await self._waiting(destination):
            dealt_with = await self._send_some(sender, rows)
            done.update(row.key for row in dealt_with)
            folded = bool(dealt_with) and _folds(sender, rows)
            if not folded and (len(dealt_with) < len(rows) or len(rows) < BATCH):
                break
        return frozenset(done)

    async def _send_some(self, sender: Sender, rows: list[tables.Outbox]) -> list[tables.Outbox]:
        """The rows from the first on that were dealt with; fewer when one must wait."""
        if _folds(sender, rows) and rows[0].status != SendStatus.SENDING:
            return await self._send_together(sender, rows)
        for number, row in enumerate(rows):
            if not await self._send(sender, row):
                return rows[:number]
        return rows

    async def _waiting(self, destination: str) -> list[tables.Outbox]:
        async with self._database.reading() as session:
            return list(await session.exec(_WAITING, params={"destination": destination}))

    async def _send(self, sender: Sender, row: tables.Outbox) -> bool:
        if row.status == SendStatus.SENDING:
            await self._store([row], status=SendStatus.UNKNOWN, error="died_while_sending")
            return True
        repeatable = False
        try:
            await sender.take_turn(row)
            repeatable = await sender.is_repeatable(row)
            if not repeatable:
                await self._store([row], status=SendStatus.SENDING)
            result = await sender.send(row)
        except OutcomeUnknown as error:
            return await self._unknown([row], error, repeatable=repeatable)
        except Held as error:
            log.info("outbox.held", outbox_id=row.id, code=error.code)
            await self._store([row], status=SendStatus.PENDING, error=error.code)
            return False
        except Overtaken as error:
            log.info("outbox.dropped", outbox_id=row.id, code=error.code)
            await self._store([row], status=SendStatus.DROPPED, error=error.code)
            return True
        except SendError as error:
            return await self._failed([row], error)
        await self._sent(row, result)
        return True

    async def _sent(self, row: tables.Outbox, result: SendResult) -> None:
        said = {"platform": result.platform_id, "said": row.rendered, "now": self._clock.now()}
        async with self._database.alone() as connection:
            if row.conversation_id is None:
                await connection.execute(_SENT, {"outbox": row.id, **said})
            else:
                await connection.execute(_SAID, {"outbox": row.id, "talk": row.conversation_id, **said})

    async def _send_together(self, sender: DigestSender, rows: list[tables.Outbox]) -> list[tables.Outbox]:
        """One message for several rows. Its key would be another one next time, so it is never sent twice."""
        speaks_of: Sequence[tables.Outbox] = rows
        gone: list[tables.Outbox] = []
        try:
            await sender.take_turn(rows[0])
            digest = await sender.digest(rows)
            for row, error in digest.gone:
                await self._failed([row], error)
                gone.append(row)
            if not digest.rows:
                return gone
            speaks_of = digest.rows
            await self._store(speaks_of, status=SendStatus.SENDING)
            await sender.send_digest(rows[0].destination, digest)
        except OutcomeUnknown as error:
            done = await self._unknown(speaks_of, error, repeatable=False)
        except SendError as error:
            done = await self._failed(speaks_of, error)
        else:
            await self._store(speaks_of, status=SendStatus.SENT, sent_at=self._clock.now())
            log.info("outbox.folded", count=len(speaks_of))
            done = True
        return [*gone, *speaks_of] if done else gone

    async def _unknown(
        self, rows: Sequence[tables.Outbox], error: OutcomeUnknown, *, repeatable: bool
    ) -> bool:
        if repeatable:
            await self._put_off(rows, error, None)
            return False
        log.warning("outbox.outcome_unknown", outbox_id=rows[0].id, code=error.code)
        await self._store(rows, status=SendStatus.UNKNOWN, error=error.code)
        return True

    async def _failed(self, rows: Sequence[tables.Outbox], error: SendError) -> bool:
        if error.retryable:
            await self._put_off(rows, error, error.retry_after)
            return False
        log.warning("outbox.failed", outbox_id=rows[0].id, code=error.code, kind=type(error).__name__)
        more = {"attempts": rows[0].attempts + 1}
        await self._store(rows, status=SendStatus.FAILED, error=error.code, **more)
        return True

    async def _put_off(self, rows: Sequence[tables.Outbox], error: SendError, after: float | None) -> None:
        first = rows[0]
        pause = after if after is not None else min(60.0, 0.5 * 2 ** min(first.attempts, 7))
        log.info("outbox.put_off", outbox_id=first.id, code=error.code, seconds=pause)
        more = {"attempts": first.attempts + 1}
        await self._store(rows, status=SendStatus.PENDING, error=error.code, **more)
        with suppress(AlreadyWaits):
            async with self._database.unit_of_work() as session:
                await self._queue.put(
                    session,
                    DELIVER,
                    lock=first.destination,
                    after=pause,
                    once=f"deliver:{first.destination}",
                    destination=first.destination,
                )

    async def _store(self, rows: Sequence[tables.Outbox], **values: Any) -> None:
        async with self._database.unit_of_work() as session:
            ids = [row.id for row in rows]
            await session.exec(update(tables.Outbox).where(col(tables.Outbox.id).in_(ids)).values(**values))


def _folds(sender: Sender, rows: Sequence[tables.Outbox]) -> TypeGuard[DigestSender]:
    return isinstance(sender, DigestSender) and len(rows) > sender.most_single


_WAITING: Final = (
    select(tables.Outbox)
    .where(
        col(tables.Outbox.destination) == bindparam("destination"),
        text("outbox.status IN ('pending', 'sending')"),  # word for word the condition of the index
    )
    .order_by(col(tables.Outbox.id))
    .limit(BATCH)
)

_SENT: Final = (
    update(tables.Outbox)
    .where(col(tables.Outbox.id) == bindparam("outbox"))
    .values(
        status=SendStatus.SENT.value,
        platform_id=bindparam("platform"),
        rendered=bindparam("said"),
        sent_at=bindparam("now"),
    )
)

_HELD: Final = held(bindparam("talk", type_=Uuid()))

_SAID: Final = _SENT.where(col(tables.Outbox.conversation_id) == _HELD.c.id).values(
    position=tables.message_seq.next_value()
)
"""What was said to a person gets its place among the lines of the conversation."""
