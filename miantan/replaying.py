"""`miantan replay`: the scores of a stored interview, made anew."""

from uuid import UUID

from backend.recruiting.errors import NotFound
from backend.reports.replay import replay as make_anew
from miantan.foundation import lay
from miantan.scorer import ReportScorer
from miantan.settings import Settings


async def replay(settings: Settings, interview_id: str) -> tuple[str, str]:
    """(stored, fresh) canonical JSON. Raises LookupError for an unknown interview or one without a report."""
    try:
        wanted = UUID(interview_id)
    except ValueError:
        raise LookupError(f"{interview_id} is no interview id") from None
    base = lay(settings, pool_size=2)
    try:
        async with base.database.unit_of_work() as session:
            return await make_anew(session, base.shelf, wanted, ReportScorer())
    except NotFound:
        raise LookupError(f"interview {interview_id}: no report is stored") from None
    finally:
        await base.database.close()
