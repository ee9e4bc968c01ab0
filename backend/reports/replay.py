"""Score a stored interview again, to prove that its report can be had anew from what was said."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.shelf import Shelf
from backend.recruiting.errors import NotFound
from backend.reports import scoring
from backend.reports.content import ReportContent
from backend.reports.finish import report_of
from backend.reports.load import load
from backend.reports.ports import Scorer


async def replay(session: AsyncSession, shelf: Shelf, interview_id: UUID, scorer: Scorer) -> tuple[str, str]:
    """(stored, fresh) scores as canonical JSON; equal unless scorer or record have changed.

    Starts from the answers, language and content version of the report: what came after it does not count.
    Raises NotFound when there is no report.
    """
    report = await report_of(session, interview_id)
    if report is None:
        raise NotFound(str(interview_id))
    built = ReportContent.model_validate(report.content)
    scored = [answer_id for question in built.questions for answer_id in question.answer_ids]
    record = await load(session, interview_id, language=built.language, answer_ids=scored)
    content = await shelf.get(session, built.content_version)
    form = content.form(built.position_id, built.site_id)
    return report.scores, scoring.canonical(scoring.score(record, form, content, scorer))
