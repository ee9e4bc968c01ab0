"""Count what is in the record, to hold it against what was sent."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from backend.store.states import InterviewState
from backend.store.tables import Answer, Inbound, Interview, Report
from backend.store.unit_of_work import Database
from channels.contract import Kind


@dataclass(frozen=True)
class Difference:
    """How many things that were said are not in the record, or are there too often."""

    lost: int
    doubled: int


async def finished(database: Database) -> int:
    """Interviews that have ended with the last question."""
    return (await states(database)).get(InterviewState.FINISHED, 0)


async def states(database: Database) -> dict[str, int]:
    """Interviews by state."""
    counted = select(Interview.state, func.count()).group_by(col(Interview.state))
    async with database.unit_of_work() as session:
        return dict((await session.exec(counted)).all())


async def reports(database: Database) -> int:
    """Stored reports."""
    async with database.unit_of_work() as session:
        return (await session.exec(select(func.count()).select_from(Report))).one()


async def said(database: Database, sent: list[str]) -> Difference:
    """Messages sent by candidates against messages stored; and no message in two answers."""
    async with database.unit_of_work() as session:
        stored = Counter(
            (await session.exec(select(Inbound.text).where(col(Inbound.kind) == Kind.TEXT))).all()
        )
        counting = select(Answer.message_ids).where(col(Answer.superseded).is_(False))
        used = (await session.exec(counting)).all()
    wanted = Counter(sent)
    twice = Counter(message for ids in used for message in ids)
    return Difference(
        lost=sum((wanted - stored).values()),
        doubled=sum((stored - wanted).values()) + sum(times - 1 for times in twice.values()),
    )
