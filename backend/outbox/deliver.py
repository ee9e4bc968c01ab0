"""Send what waits for one destination, in order.

A destination is `conversation:<id>`, `group:<name>` or `webhook:<id>`; its prefix chooses the sender. Runs under the
destination's lock. A message that must wait stops the ones behind it: order matters more than haste. One that is held
until its person writes again goes out with the answer to that.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

import structlog
from sqlalchemy import delete, update
from sqlmodel import col, select

from backend.clock import Clock
from backend.outbox.superfluous import Superfluous
from backend.store import tables
from backend.store.ordering import hold
from backend.store.queue import AlreadyWaits, Queue
from backend.store.states import SendStatus
from backend.store.unit_of_work import Database
from backend.turns.jobs import DELIVER
from channels.contract import SendResult
from channels.errors import Held, OutcomeUnknown, SendError

log = structlog.get_logger(__name__)

WAITING = (SendStatus.PENDING, SendStatus.SENDING)
BATCH = 20


class Sender(Protocol):
    """Knows how to send one kind of destination."""

    async def is_repeatable(self, row: tables.Outbox) -> bool:
        """Whether a second sending of the row does no harm: the other side honours a key of ours."""
        ...

    async def send(self, row: tables.Outbox) -> SendResult:
        """Send it, leaving the words as they were said in `row.rendered`. Raises `channels.errors.SendError`."""
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
        while True:
            rows = await self._waiting(destination)
            for row in rows:
                if not await self._send(sender, row):
                    return frozenset(done)
                done.add(row.key)
            if len(rows) < BATCH:
                return frozenset(done)

    async def _waiting(self, destination: str) -> list[tables.Outbox]:
        mine = col(tables.Outbox.destination) == destination
        waiting = select(tables.Outbox).where(mine, col(tables.Outbox.status).in_(WAITING))
        async with self._database.reading() as session:
            return list(await session.exec(waiting.order_by(col(tables.Outbox.id)).limit(BATCH)))

    async def _send(self, sender: Sender, row: tables.Outbox) -> bool:
        repeatable = False
        try:
            repeatable = await sender.is_repeatable(row)
            if not repeatable:
                if row.status == SendStatus.SENDING:
                    await self._store(row, status=SendStatus.UNKNOWN, error="died_while_sending")
                    return True
                await self._store(row, status=SendStatus.SENDING)
            result = await sender.send(row)
        except OutcomeUnknown as error:
            return await self._unknown(row, error, repeatable=repeatable)
        except Superfluous:
            await self._drop(row)
            return True
        except Held as error:
            log.info("outbox.held", outbox_id=row.id, code=error.code)
            await self._store(row, status=SendStatus.PENDING, error=error.code)
            return False
        except SendError as error:
            return await self._failed(row, error)
        await self._store(
            row,
            status=SendStatus.SENT,
            platform_id=result.platform_id,
            rendered=row.rendered,
            sent_at=self._clock.now(),
        )
        return True

    async def _drop(self, row: tables.Outbox) -> None:
        async with self._database.unit_of_work() as session:
            await session.exec(delete(tables.Outbox).where(col(tables.Outbox.id) == row.id))

    async def _unknown(self, row: tables.Outbox, error: OutcomeUnknown, *, repeatable: bool) -> bool:
        if repeatable:
            await self._put_off(row, error, None)
            return False
        log.warning("outbox.outcome_unknown", outbox_id=row.id, code=error.code)
        await self._store(row, status=SendStatus.UNKNOWN, error=error.code)
        return True

    async def _failed(self, row: tables.Outbox, error: SendError) -> bool:
        if error.retryable:
            await self._put_off(row, error, error.retry_after)
            return False
        log.warning("outbox.failed", outbox_id=row.id, code=error.code, kind=type(error).__name__)
        await self._store(row, status=SendStatus.FAILED, error=error.code, attempts=row.attempts + 1)
        return True

    async def _put_off(self, row: tables.Outbox, error: SendError, after: float | None) -> None:
        pause = after if after is not None else min(60.0, 0.5 * 2 ** min(row.attempts, 7))
        log.info("outbox.put_off", outbox_id=row.id, code=error.code, seconds=pause)
        async with self._database.unit_of_work() as session:
            await session.exec(
                update(tables.Outbox)
                .where(col(tables.Outbox.id) == row.id)
                .values(status=SendStatus.PENDING, attempts=row.attempts + 1, error=error.code)
            )
        with suppress(AlreadyWaits):
            async with self._database.unit_of_work() as session:
                await self._queue.put(
                    session,
                    DELIVER,
                    lock=row.destination,
                    after=pause,
                    once=f"deliver:{row.destination}",
                    destination=row.destination,
                )

    async def _store(self, row: tables.Outbox, **values: Any) -> None:
        async with self._database.unit_of_work() as session:
            if row.conversation_id is not None and values["status"] == SendStatus.SENT:
                await hold(session, row.conversation_id)
                values["position"] = tables.message_seq.next_value()
            await session.exec(update(tables.Outbox).where(col(tables.Outbox.id) == row.id).values(**values))
