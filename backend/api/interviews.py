"""Interviews for programs: state, transcript, report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.deps import ApiDeps, parse_id
from backend.api.problems import ProblemRoute
from backend.api.shapes import InterviewOut, ReportOut, ReportSummary, TranscriptOut
from backend.api.transcript import transcript
from backend.content.text import Language
from backend.recruiting.errors import NotFound
from backend.reports.content import ReportContent
from backend.reports.finish import report_of
from backend.reports.wording import ReportWords
from backend.store.tables import Interview, Report


def _id(interview_id: Annotated[str, Path()]) -> UUID:
    return parse_id(interview_id)


InterviewId = Annotated[UUID, Depends(_id)]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about interviews."""
    router = APIRouter(route_class=ProblemRoute, tags=["interviews"])

    @router.get("/interviews/{interview_id}")
    async def get(interview_id: InterviewId) -> InterviewOut:
        """One interview, with the figures of its report."""
        async with deps.database.unit_of_work() as session:
            interview = await _known(session, interview_id)
            report = await report_of(session, interview_id)
        return InterviewOut.model_validate({**interview.model_dump(), "report": _summary(report)})

    @router.get("/interviews/{interview_id}/transcript")
    async def get_transcript(interview_id: InterviewId) -> TranscriptOut:
        """Everything that was said."""
        async with deps.database.unit_of_work() as session:
            interview = await _known(session, interview_id)
            lines = await transcript(session, interview.conversation_id)
        return TranscriptOut(interview_id=interview_id, lines=lines)

    @router.get("/interviews/{interview_id}/report")
    async def get_report(
        interview_id: InterviewId, language: Annotated[Language, Query()] = "zh"
    ) -> ReportOut:
        """The report; 404 while there is none."""
        async with deps.database.unit_of_work() as session:
            report = await report_of(session, interview_id)
            if report is None:
                raise NotFound(str(interview_id))
            built = ReportContent.model_validate(report.content)
            content = await deps.shelf.get(session, built.content_version)
        words = ReportWords(
            content, content.form(built.position_id, built.site_id), language, deps.shelf.current
        )
        return ReportOut(
            id=report.id,
            created_at=report.created_at,
            content=report.content,
            conclusion=words.phrase(built.conclusion),
            next_probes=list(words.next_probes(built)),
            dimension_names={one.id: words.dimension(one.id) for one in built.dimensions},
        )

    return router


async def _known(session: AsyncSession, interview_id: UUID) -> Interview:
    interview = await session.get(Interview, interview_id)
    if interview is None:
        raise NotFound(str(interview_id))
    return interview


def _summary(report: Report | None) -> ReportSummary | None:
    return ReportSummary.model_validate(report, from_attributes=True) if report else None
