"""A decision made from a card: on what the card showed, and on nothing newer."""

from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import stages
from backend.recruiting.buttons import OFFERED, Button
from backend.recruiting.decisions import LEADS_TO, decide
from backend.recruiting.errors import ForbiddenMove, NotFound
from backend.recruiting.rights import NotAllowed, Right, may
from backend.store.queue import Queue
from backend.store.states import DecisionKind, Stage
from backend.store.tables import Application, Decision, Interview, Outbox, Report, User

SETTLED: Final = frozenset(
    {Stage.ADVANCED, Stage.OFFERED, Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ERASED}
)


class Outdated(ForbiddenMove):
    """Somebody has decided since the card was drawn: the user `by`, and what `kind`."""

    def __init__(self, latest: Decision) -> None:
        super().__init__("outdated")
        self.by, self.kind = latest.user_id, latest.kind


def offered(stage: str) -> tuple[DecisionKind, ...]:
    """What a card offers at this stage; nothing once it is settled: what comes then is not done in passing."""
    now = Stage(stage)
    if now in SETTLED:
        return ()
    return tuple(kind for kind in OFFERED if LEADS_TO[kind] in {*stages.NEXT[now], Stage.HUMAN_ROUTE})


async def subject(session: AsyncSession, button: Button, user: User, right: Right) -> Application:
    """Whom the card is about. Raises NotFound (also when the user may not see them), NotAllowed."""
    row = await session.get(Outbox, button.card)
    if row is None or row.payload.get("type") != "card":
        raise NotFound("card")
    report = await session.get(Report, UUID(row.payload["report_id"]))
    interview = await session.get(Interview, report.interview_id) if report else None
    application = await session.get(Application, interview.application_id) if interview else None
    if application is None or not may(user, Right.READ, application.site_id):
        raise NotFound("card")
    if not may(user, right, application.site_id):
        raise NotAllowed(right)
    return application


async def decide_by(
    session: AsyncSession, clock: Clock, button: Button, user: User, reason: str, *, queue: Queue
) -> Decision:
    """Decide once: the same button pressed again gives the decision it made.

    Raises NotFound, NotAllowed, Outdated, InvalidField for the reason, ForbiddenMove.
    """
    application = await subject(session, button, user, Right.DECIDE)
    await session.refresh(application, with_for_update=True)
    made = await decisions_of(session, application.id)
    if len(made) == button.revision:
        return await decide(session, clock, application.id, user, button.kind, reason, queue=queue)
    theirs = made[button.revision] if button.revision < len(made) else None
    if theirs is not None and (theirs.user_id, theirs.kind) == (user.id, button.kind):
        return theirs
    raise Outdated(made[-1]) if made else NotFound("card")


async def decisions_of(session: AsyncSession, application_id: UUID) -> list[Decision]:
    """All, oldest first: decisions are only ever added."""
    wanted = select(Decision).where(Decision.application_id == application_id)
    return list(await session.exec(wanted.order_by(col(Decision.at), col(Decision.id))))
