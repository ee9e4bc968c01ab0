"""Put a letter to the person behind an application into the outbox, by the way they can be reached."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.tables import Application, Candidate, Outbox
from backend.turns.jobs import DELIVER


class Way(StrEnum):
    """How a letter travels; also the prefix of its outbox destination."""

    SMS = "sms"
    EMAIL = "email"


WAYS: Final = (Way.SMS, Way.EMAIL)
"""The first that can be gone is taken: a phone in the pocket is read, a mailbox perhaps."""


@dataclass(frozen=True)
class Draft:
    """What to write: a subject and a text by their keys, and the token of the link in it.

    With `since` it is a reminder, dropped when its reader has been heard from since.
    """

    key: str
    subject: str
    text: str
    token: str
    params: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None


@dataclass(frozen=True)
class Delivery:
    """What became of one letter: `status` is a `SendStatus`, `error` a code."""

    key: str
    way: Way
    status: str
    error: str | None
    at: datetime


class PostOffice:
    """`ways` are those that are set up. Every method works in the caller's transaction."""

    def __init__(self, queue: Queue, clock: Clock, ways: Collection[Way]) -> None:
        self._queue = queue
        self._clock = clock
        self._ways = tuple(way for way in WAYS if way in ways)

    def way_to(self, candidate: Candidate) -> Way | None:
        """How this person can be written to; None when nothing they left is of use."""
        left = {Way.SMS: candidate.phone, Way.EMAIL: candidate.email}
        return next((way for way in self._ways if left[way]), None)

    async def put(self, session: AsyncSession, way: Way, application: Application, draft: Draft) -> None:
        """Post it, once for each key however often it is asked."""
        destination = f"{way}:{application.id}"
        payload = {
            "type": "letter",
            "subject": draft.subject,
            "text": draft.text,
            "token": draft.token,
            "params": draft.params,
            "since": draft.since.isoformat() if draft.since else None,
        }
        new = insert(Outbox).values(
            key=f"{draft.key}:{way}",
            destination=destination,
            payload=payload,
            created_at=self._clock.now(),
        )
        await session.exec(new.on_conflict_do_nothing(index_elements=["key"]))
        await self._queue.put(session, DELIVER, lock=destination, destination=destination)


async def deliveries(session: AsyncSession, application_id: UUID) -> tuple[Delivery, ...]:
    """What became of every letter to the person behind an application, the newest first."""
    to = [f"{way}:{application_id}" for way in WAYS]
    rows = await session.exec(
        select(Outbox).where(col(Outbox.destination).in_(to)).order_by(col(Outbox.id).desc())
    )
    return tuple(
        Delivery(row.key, Way(row.destination.partition(":")[0]), row.status, row.error,
                 row.sent_at or row.created_at)
        for row in rows
    )  # fmt: skip
