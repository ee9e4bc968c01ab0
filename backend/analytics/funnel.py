"""How many got how far: counted from the rows themselves, so that it always equals a recount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.reports.content import Band
from backend.store.states import InterviewState, Stage
from backend.store.tables import Application, Decision, Interview, Invitation, Offer, Report

TRIAL: Final = "trial"
"""The source of interviews that people of the house hold to see how it is; they count nowhere."""


@dataclass(frozen=True)
class Counts:
    """Applications by how far they ever got. `passed`: the machine suggests the next step."""

    applications: int = 0
    invited: int = 0
    started: int = 0
    completed: int = 0
    passed: int = 0
    decided: int = 0
    offered: int = 0
    hired: int = 0

    @property
    def pass_rate(self) -> float | None:
        """Passed among completed; None while nobody has completed."""
        return round(self.passed / self.completed, 4) if self.completed else None


@dataclass(frozen=True)
class Row:
    """The counts of one position at one site."""

    site_id: str
    position_id: str
    counts: Counts


async def count(
    session: AsyncSession,
    *,
    sites: frozenset[str] | None = None,
    position_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[Row]:
    """By site and position, for applications made within [since, until). `sites` None: all."""
    wanted: Any = (
        select(Application.site_id, Application.position_id, *_figures())
        .where(Application.source != TRIAL)
        .group_by(col(Application.site_id), col(Application.position_id))
        .order_by(col(Application.site_id), col(Application.position_id))
    )
    if sites is not None:
        wanted = wanted.where(col(Application.site_id).in_(sites))
    if position_id is not None:
        wanted = wanted.where(Application.position_id == position_id)
    if since is not None:
        wanted = wanted.where(col(Application.created_at) >= since)
    if until is not None:
        wanted = wanted.where(col(Application.created_at) < until)
    return [
        Row(site, position, Counts(*map(int, figures)))
        for site, position, *figures in await session.exec(wanted)
    ]


def _figures() -> list[Any]:
    """In the order of `Counts`. Sets that the database hashes once, instead of a look-up for each application."""
    finished = col(Interview.state) == InterviewState.FINISHED
    passed = (
        select(Interview.application_id)
        .join(Report, col(Report.interview_id) == col(Interview.id))
        .where(Report.band == Band.RECOMMEND)
    )
    among = (
        select(Invitation.application_id),
        select(Interview.application_id),
        select(Interview.application_id).where(finished),
        passed,
        select(Decision.application_id),
        select(Offer.application_id).where(col(Offer.sent_at).is_not(None)),
    )
    one = func.count()
    hired = one.filter(col(Application.stage) == Stage.HIRED)
    return [one, *(one.filter(col(Application.id).in_(those)) for those in among), hired]
