"""A finished interview becomes a report, a card for each group and an event for each HR system: once.

Scoring takes a second of CPU or more, so it runs in a thread between two units of work; the outcome is stored
only if nobody was faster.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.recruiting import stages
from backend.recruiting.errors import ForbiddenMove, NotFound
from backend.recruiting.group_news import card_key
from backend.reports import scoring
from backend.reports.build import build_report
from backend.reports.content import ReportContent
from backend.reports.load import load
from backend.reports.ports import Scorer
from backend.store.queue import Queue
from backend.store.states import InterviewState, Stage
from backend.store.tables import Application, Interview, Outbox, Report, WebhookEndpoint
from backend.store.unit_of_work import Database
from backend.turns.jobs import DELIVER

log = structlog.get_logger(__name__)

COMPLETED: Final = "interview.completed"


class NotFinished(ForbiddenMove):
    """The interview is still open, or was withdrawn or erased meanwhile: there is nothing to report."""


class Finisher:
    """Makes reports. `groups` are the names of HR's groups that get a card."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        clock: Clock,
        shelf: Shelf,
        scorer: Scorer,
        groups: Sequence[str],
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._shelf = shelf
        self._scorer = scorer
        self._groups = groups

    async def finish(self, *, interview_id: str) -> None:
        """The job: an interview that was withdrawn or erased meanwhile needs no report."""
        try:
            await self.report(UUID(interview_id))
        except (NotFound, NotFinished) as error:
            log.info("report.not_wanted", interview_id=interview_id, reason=type(error).__name__)

    async def report(self, interview_id: UUID) -> Report:
        """The report of this interview, made now or before. Raises NotFound, NotFinished."""
        async with self._database.unit_of_work() as session:
            if (report := await report_of(session, interview_id)) is not None:
                return report
            await _finished(session, interview_id)
            record = await load(session, interview_id)
            content = await self._shelf.get(session, record.content_version)
        form = content.form(record.position_id, record.site_id)
        scores = await asyncio.to_thread(scoring.score, record, form, content, self._scorer)
        built = build_report(record, scores, form, content)
        async with self._database.unit_of_work() as session:
            return await self._store(session, built, scoring.canonical(scores))

    async def _store(self, session: AsyncSession, built: ReportContent, scores: str) -> Report:
        interview = await _finished(session, built.interview_id)
        if (report := await report_of(session, interview.id)) is not None:
            return report
        report = Report(
            interview_id=interview.id,
            content=built.model_dump(mode="json"),
            scores=scores,
            total=built.total,
            band=built.band,
            review=built.review,
            created_at=self._clock.now(),
        )
        session.add(report)
        application = await session.get_one(Application, interview.application_id)
        if application.stage in (Stage.INVITED, Stage.INTERVIEWING):
            await stages.move(session, self._clock, application, Stage.REVIEW, "report", "interview finished")
        await session.flush()
        await self._announce(session, report, built, application)
        return report

    async def _announce(
        self, session: AsyncSession, report: Report, built: ReportContent, application: Application
    ) -> None:
        endpoints = await session.exec(
            select(WebhookEndpoint.id).where(col(WebhookEndpoint.disabled).is_(False))
        )
        for row in self._outgoing(report, built, application, list(endpoints)):
            session.add(row)
            await self._queue.put(session, DELIVER, lock=row.destination, destination=row.destination)
        await session.flush()

    def _outgoing(
        self, report: Report, built: ReportContent, application: Application, endpoints: Sequence[UUID]
    ) -> Iterator[Outbox]:
        now = self._clock.now()
        card = {"type": "card", "report_id": str(report.id)}
        for name in self._groups:
            key = card_key(report.id, name)
            yield Outbox(key=key, destination=f"group:{name}", payload=card, created_at=now)
        event = {"type": "event", "event": COMPLETED, "data": completed(report, built, application)}
        for endpoint in endpoints:
            key = f"event:{report.id}:{endpoint}"
            yield Outbox(key=key, destination=f"webhook:{endpoint}", payload=event, created_at=now)


async def report_of(session: AsyncSession, interview_id: UUID) -> Report | None:
    """The report of an interview, if it is made."""
    return (await session.exec(select(Report).where(Report.interview_id == interview_id))).first()


def completed(report: Report, built: ReportContent, application: Application) -> dict[str, Any]:
    """What an HR system is told: ids and figures; names and words it fetches with its own credentials."""
    return {
        "application_id": str(application.id),
        "source": application.source,
        "external_id": application.external_id,
        "position_id": built.position_id,
        "site_id": built.site_id,
        "stage": application.stage,
        "interview_id": str(built.interview_id),
        "report_id": str(report.id),
        "finished_at": built.finished_at.isoformat(),
        "total": built.total,
        "band": built.band.value,
        "review": built.review,
        "dimensions": {dimension.id: dimension.value for dimension in built.dimensions},
    }


async def _finished(session: AsyncSession, interview_id: UUID) -> Interview:
    """The interview, locked until the commit, so that two workers cannot both find no report."""
    wanted = select(Interview).where(Interview.id == interview_id).with_for_update()
    interview = (await session.exec(wanted)).first()
    if interview is None:
        raise NotFound(str(interview_id))
    if interview.state != InterviewState.FINISHED:
        raise NotFinished(interview.state)
    return interview
