"""Interviews for programs: state, transcript, report, and what was spoken."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.callers import Reader
from backend.api.deps import ApiDeps, parse_id
from backend.api.problems import ProblemRoute
from backend.api.shapes import InterviewOut, ReportOut, ReportSummary, TranscriptOut
from backend.api.transcript import transcript
from backend.content.text import Language
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Caller, Right, visible
from backend.reports.content import ReportContent
from backend.reports.finish import report_of
from backend.reports.wording import ReportWords
from backend.store.tables import Inbound, Interview, Media, Report


def _id(interview_id: Annotated[str, Path()]) -> UUID:
    return parse_id(interview_id)


InterviewId = Annotated[UUID, Depends(_id)]
Number = Annotated[int, Path(ge=1, le=100_000)]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about interviews."""
    router = APIRouter(route_class=ProblemRoute, tags=["interviews"])

    @router.get("/interviews/{interview_id}")
    async def get(interview_id: InterviewId, who: Reader) -> InterviewOut:
        """One interview, with the figures of its report."""
        async with deps.database.reading() as session:
            interview = await _known(session, who, interview_id)
            report = await report_of(session, interview_id)
        return InterviewOut.model_validate({**interview.model_dump(), "report": _summary(report)})

    @router.get("/interviews/{interview_id}/transcript")
    async def get_transcript(interview_id: InterviewId, who: Reader) -> TranscriptOut:
        """Everything that was said."""
        async with deps.database.reading() as session:
            interview = await _known(session, who, interview_id)
            lines = await transcript(session, interview.conversation_id)
        return TranscriptOut(interview_id=interview_id, lines=lines)

    @router.get("/interviews/{interview_id}/report")
    async def get_report(
        interview_id: InterviewId, who: Reader, language: Annotated[Language, Query()] = "zh"
    ) -> ReportOut:
        """The report; 404 while there is none."""
        async with deps.database.reading() as session:
            await _known(session, who, interview_id)
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

    @router.get(
        "/interviews/{interview_id}/audio/{number}",
        response_class=Response,
        responses={200: {"content": {"audio/*": {}}}, 410: {"description": "Erased"}},
    )
    async def get_audio(interview_id: InterviewId, number: Number, who: Reader) -> Response:
        """The candidate's voice messages, counted from 1 in the order in which they were sent."""
        async with deps.database.reading() as session:
            interview = await _known(session, who, interview_id)
            media = await _spoken(session, interview.conversation_id, number)
        try:
            heard = await deps.media.read(media.id)
        except FileNotFoundError:
            raise Erased(str(media.id)) from None
        return Response(heard, media_type=media.mime, headers={"Cache-Control": "private, no-store"})

    return router


class Erased(NotFound):
    """It was there, and is gone for good."""

    status = 410


async def _known(session: AsyncSession, who: Caller, interview_id: UUID) -> Interview:
    interview = await session.get(Interview, interview_id)
    if interview is None:
        raise NotFound(str(interview_id))
    try:
        await visible(session, who, interview.application_id, Right.READ)
    except NotFound:
        raise NotFound(str(interview_id)) from None
    return interview


async def _spoken(session: AsyncSession, conversation_id: UUID, number: int) -> Media:
    wanted = (
        select(Media)
        .join(Inbound, col(Inbound.media_id) == col(Media.id))
        .where(Inbound.conversation_id == conversation_id, col(Media.mime).startswith("audio/"))
        .order_by(col(Inbound.id))
        .offset(number - 1)
        .limit(1)
    )
    media = (await session.exec(wanted)).first()
    if media is None:
        raise NotFound(str(number))
    return media


def _summary(report: Report | None) -> ReportSummary | None:
    return ReportSummary.model_validate(report, from_attributes=True) if report else None
