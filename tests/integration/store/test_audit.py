"""The audit log: in the commit that did it, in one row, and no change goes unseen."""

import asyncio
from contextlib import suppress

import psycopg
import pytest
from sqlmodel import select

from backend.store import audit
from backend.store.audit import Head
from backend.store.tables import AuditEntry
from backend.store.unit_of_work import Database
from tests.conftest import MovableClock


async def do(database: Database, clock: MovableClock, number: int, times: int = 1) -> None:
    async with database.unit_of_work() as session:
        for _ in range(times):
            audit.record(
                session, clock, actor="key:hr", action="offer.sent", subject="offer", subject_id=str(number),
                site_id="suzhou", details={"version": 2, "codes": ["a", "b"], "state": "已发"},
            )  # fmt: skip


async def look(database: Database, noted: Head | None = None) -> audit.Verdict:
    async with database.reading() as session:
        return await audit.verify(session, noted)


async def test_entries_come_in_one_row_however_many_write(database: Database, clock: MovableClock) -> None:
    assert await look(database) == audit.Verdict(Head(0, ""), None)
    await asyncio.gather(*(do(database, clock, number, 3) for number in range(20)))
    async with database.reading() as session:
        positions = (await session.exec(select(AuditEntry.position).order_by(AuditEntry.position))).all()
    assert list(positions) == list(range(1, 61))
    verdict = await look(database)
    assert (verdict.head.position, verdict.broken) == (60, None)


async def test_what_is_rolled_back_was_not_done(database: Database, clock: MovableClock) -> None:
    with suppress(ZeroDivisionError):
        async with database.unit_of_work() as session:
            audit.record(session, clock, actor="x", action="x.y", subject="x", subject_id="1")
            1 / 0  # noqa: B018
    assert (await look(database)).head.position == 0


async def test_outside_a_unit_of_work_nothing_can_be_recorded(
    database: Database, clock: MovableClock
) -> None:
    async with database.reading() as session:
        with pytest.raises(RuntimeError):
            audit.record(session, clock, actor="x", action="x.y", subject="x", subject_id="1")


@pytest.mark.parametrize(
    "crime",
    ["UPDATE audit_entry SET actor = 'me' WHERE position = 3", "DELETE FROM audit_entry WHERE position = 3",
     "TRUNCATE audit_entry"],
)  # fmt: skip
async def test_the_database_refuses_changes(
    database: Database, database_url: str, clock: MovableClock, crime: str
) -> None:
    await do(database, clock, 1, 5)
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(crime)
    assert await look(database) == audit.Verdict((await look(database)).head, None)


@pytest.mark.parametrize(
    ("crime", "shows_at"),
    [("UPDATE audit_entry SET actor = 'me' WHERE position = 3", 3),
     ("UPDATE audit_entry SET details = '{}' WHERE position = 2", 2),
     ("UPDATE audit_entry SET at = at + interval '1 second' WHERE position = 4", 4),
     ("UPDATE audit_entry SET site_id = NULL WHERE position = 1", 1),
     ("DELETE FROM audit_entry WHERE position = 3", 3),
     ("DELETE FROM audit_entry WHERE position = 1", 1),
     ("INSERT INTO audit_entry SELECT 6, at, actor, action, subject, subject_id, site_id, details, seal"
      " FROM audit_entry WHERE position = 5", 6)],
)  # fmt: skip
async def test_who_gets_round_the_trigger_is_seen(
    database: Database, database_url: str, clock: MovableClock, crime: str, shows_at: int
) -> None:
    await do(database, clock, 1, 5)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        connection.execute(crime)
    assert (await look(database)).broken == shows_at


async def test_a_noted_head_shows_a_cut_tail(
    database: Database, database_url: str, clock: MovableClock
) -> None:
    await do(database, clock, 1, 5)
    noted = (await look(database)).head
    await do(database, clock, 2)
    assert (await look(database, noted)).broken is None
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        connection.execute("DELETE FROM audit_entry WHERE position > 4")
    assert (await look(database)).broken is None
    assert (await look(database, noted)).broken == 5
    await do(database, clock, 3, 2)
    assert (await look(database, noted)).broken == 5
