"""`miantan content check` and `content import`: a folder of content is looked at, and taken up for new interviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content import files
from backend.content.check import check
from backend.content.errors import ContentError
from backend.content.loader import load
from backend.content.pack import Content
from backend.content.places import line_of
from backend.store.states import InterviewState, Stage
from backend.store.tables import Application, Interview
from miantan.foundation import lay, make_ready
from miantan.settings import Settings

OPEN = (Stage.APPLIED, Stage.INVITED, Stage.INTERVIEWING, Stage.HUMAN_ROUTE, Stage.REVIEW, Stage.ADVANCED,
        Stage.ON_HOLD, Stage.OFFERED)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """Which version new interviews take now, and how many go on with the ones before."""

    version: str
    running: int


def faults(root: Path | None) -> Sequence[str]:
    """One line for each fault: file, line, place in it, and what is wrong there."""
    folder = root or files.SHIPPED
    told = []
    for finding in check(folder):
        line = line_of(folder / finding.file, finding.where)
        file = f"{finding.file}:{line}" if line else finding.file
        told.append(": ".join(part for part in (file, finding.where, finding.message) if part))
    return told


async def bring_in(settings: Settings, root: Path) -> Imported:
    """Store checked content and use it. Raises ContentError where people still apply for what it no longer holds."""
    content = load(root)
    base = lay(settings, pool_size=2)
    try:
        await make_ready(base)
        async with base.database.unit_of_work() as session:
            await _nobody_left_out(session, content)
            version = await base.shelf.take_in(session, base.clock, content)
            return Imported(version, await _running(session, version))
    finally:
        await base.database.close()


async def _nobody_left_out(session: AsyncSession, content: Content) -> None:
    wanted = (col(Application.position_id), col(Application.site_id))
    found = select(*wanted, func.count()).where(col(Application.stage).in_(OPEN)).group_by(*wanted)
    for position, site, count in sorted(await session.exec(found)):
        if (position, site) not in content.openings():
            still = (
                f"{count} open application(s) are for {position} at {site}, which this content does not open"
            )
            raise ContentError("sites.yaml", f"sites.{site}.openings.{position}", still)


async def _running(session: AsyncSession, version: str) -> int:
    others = (col(Interview.state) == InterviewState.OPEN, col(Interview.content_version) != version)
    return (await session.exec(select(func.count()).select_from(Interview).where(*others))).one()
