"""The audit log: what was done, by whom, to what. Appended to in the commit that did it, and sealed as a chain.

Each entry's seal is a keyed hash over the entry and the seal before it: without the key nobody can change, add or take
out an entry unseen. What the chain itself cannot show is that its last entries were cut off: note the head that
`miantan audit verify` prints, and give it back later.

Entries are collected while the work is done and written at the very end of the unit of work, so that the one lock
which keeps them in a row is held for the commit alone and nobody ever waits for a row while holding it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.crypto import keys
from backend.store.tables import AuditEntry

Detail = str | int | bool | None | list[str]

LEDGER: Final = "audit"
"""Where a session keeps what is to be written at its end."""
IN_A_ROW: Final = text("SELECT pg_advisory_xact_lock(6010723)")
PIECE: Final = 1000
"""Entries read at once when the chain is verified."""


@dataclass(frozen=True)
class Head:
    """The last entry: where the chain stands."""

    position: int
    seal: str

    def __str__(self) -> str:
        return f"{self.position}:{self.seal}"


@dataclass(frozen=True)
class Verdict:
    """What became of a look through the chain. `broken`: the first position that does not hold, None when all do."""

    head: Head
    broken: int | None


def record(
    session: AsyncSession,
    clock: Clock,
    *,
    actor: str,
    action: str,
    subject: str,
    subject_id: UUID | str,
    site_id: str | None = None,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Put one entry on the log, in the commit of this unit of work.

    `actor`: `user:<id>`, `key:<id>`, `candidate`, or a part of ours. `action`: what happened to the subject, as
    `offer.sent`. `subject`: the table. `details`: ids and codes; never the words, name or number of a person.
    Raises RuntimeError outside a unit of work.
    """
    if LEDGER not in session.info:
        raise RuntimeError("what is recorded belongs into a unit of work")
    session.info[LEDGER].append(
        {
            "at": clock.now(),
            "actor": actor,
            "action": action,
            "subject": subject,
            "subject_id": str(subject_id),
            "site_id": site_id,
            "details": dict(details or {}),
        }
    )


def begin(session: AsyncSession) -> None:
    """Let entries be recorded in this session."""
    session.info[LEDGER] = []


async def write(session: AsyncSession) -> None:
    """Write what was recorded; the last thing before the commit."""
    entries = session.info.pop(LEDGER)
    if not entries:
        return
    await session.flush()
    connection = await session.connection()
    await connection.execute(IN_A_ROW)
    head = await last(session)
    rows = []
    for entry in entries:
        head = Head(head.position + 1, _seal(head.position + 1, entry, head.seal))
        rows.append({**entry, "position": head.position, "seal": head.seal})
    await connection.execute(insert(AuditEntry), rows)


async def last(session: AsyncSession) -> Head:
    """Where the chain stands now; position 0 before the first entry."""
    newest = select(AuditEntry).order_by(col(AuditEntry.position).desc()).limit(1)
    entry = (await session.exec(newest)).first()
    return Head(entry.position, entry.seal) if entry else Head(0, "")


async def verify(session: AsyncSession, noted: Head | None = None) -> Verdict:
    """Go through the whole chain. `noted`: a head seen before, which must still be in it."""
    head = Head(0, "")
    while piece := await _after(session, head.position):
        for entry in piece:
            sealed = Head(head.position + 1, _seal(head.position + 1, _plain(entry), head.seal))
            is_noted = noted is None or noted.position != sealed.position or noted == sealed
            if Head(entry.position, entry.seal) != sealed or not is_noted:
                return Verdict(head, sealed.position)
            head = sealed
    if noted is not None and noted.position > head.position:
        return Verdict(head, head.position + 1)
    return Verdict(head, None)


async def _after(session: AsyncSession, position: int) -> Sequence[AuditEntry]:
    wanted = select(AuditEntry).where(col(AuditEntry.position) > position)
    found = await session.exec(wanted.order_by(col(AuditEntry.position)).limit(PIECE))
    rows = found.all()
    session.expunge_all()
    return rows


def _plain(entry: AuditEntry) -> dict[str, object]:
    return entry.model_dump(exclude={"position", "seal"})


def _seal(position: int, entry: Mapping[str, object], before: str) -> str:
    said = json.dumps({**entry, "position": position}, ensure_ascii=False, sort_keys=True, default=_moment)
    return keys.lookup_hash(f"audit:{before}:{said}")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(type(value).__name__)
