"""A person of HR decides. Nothing else does."""

from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import stages
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.group_news import tell_groups
from backend.recruiting.rights import NotAllowed, Right, may
from backend.store import audit
from backend.store.queue import Queue
from backend.store.states import DecisionKind, Stage
from backend.store.tables import (
    Application,
    Decision,
    Interview,
    Outbox,
    Report,
    StageChange,
    User,
    WebhookEndpoint,
)
from backend.turns.jobs import DELIVER

LEADS_TO: Final[dict[DecisionKind, Stage]] = {
    DecisionKind.ADVANCE: Stage.ADVANCED,
    DecisionKind.HOLD: Stage.ON_HOLD,
    DecisionKind.SECOND_INTERVIEW: Stage.HUMAN_ROUTE,
    DecisionKind.CALL: Stage.HUMAN_ROUTE,
    DecisionKind.REJECT: Stage.REJECTED,
}
DECIDED: Final = "application.decided"
SETTLED: Final = "settled:"
"""Begins the reason of a history line that ended a request for a person; the request's code follows."""
REASON_LIMIT: Final = 2000
"""Characters."""


async def decide(
    session: AsyncSession,
    clock: Clock,
    application_id: UUID,
    user: User,
    kind: DecisionKind,
    reason: str,
    *,
    queue: Queue,
    by: str | None = None,
) -> Decision:
    """Record the decision, move the application, tell the HR system's webhooks and HR's groups, all in one commit.

    The report it was based on is kept with it. `by`: the program through which the person decided. A decision on a
    request for a person settles that request. The candidate is told nothing by itself. Raises NotFound (also when
    the user may not see the application), NotAllowed, InvalidField for the reason, ForbiddenMove.
    """
    application = await _decidable(session, application_id, user)
    reason = reason.strip()
    if not reason:
        raise InvalidField("reason", "missing")
    if len(reason) > REASON_LIMIT:
        raise InvalidField("reason", "too_long")
    await stages.move(session, clock, application, LEADS_TO[kind], f"user:{user.id}", f"decision:{kind}")
    application.needs_human = None
    application.updated_at = clock.now()
    report = await latest_report(session, application_id)
    decision = Decision(
        application_id=application_id, user_id=user.id, kind=kind, reason=reason,
        report_id=report.id if report else None, at=clock.now(),
    )  # fmt: skip
    session.add(decision)
    await session.flush()
    audit.record(
        session, clock, actor=f"user:{user.id}", action="application.decided", subject="application",
        subject_id=application_id, site_id=application.site_id,
        details={"decision": kind, "decision_id": str(decision.id), "by": by},
    )  # fmt: skip
    await _announce(session, queue, clock, application, decision)
    await tell_groups(session, queue, clock, decision)
    return decision


async def settle_request(session: AsyncSession, clock: Clock, application_id: UUID, user: User) -> None:
    """The person who was asked for has been in touch: the request goes, its trace stays in the history.

    Raises NotFound, NotAllowed.
    """
    application = await _decidable(session, application_id, user)
    request, application.needs_human = application.needs_human, None
    if request is None:
        return
    application.updated_at = clock.now()
    session.add(
        StageChange(
            application_id=application_id,
            before=application.stage,
            after=application.stage,
            actor=f"user:{user.id}",
            reason=f"{SETTLED}{request}",
            at=clock.now(),
        )
    )
    await session.flush()


async def latest_report(session: AsyncSession, application_id: UUID) -> Report | None:
    """The newest report of the application, if an interview was finished."""
    wanted = (
        select(Report)
        .join(Interview, col(Interview.id) == col(Report.interview_id))
        .where(Interview.application_id == application_id)
        .order_by(col(Report.created_at).desc())
    )
    return (await session.exec(wanted)).first()


async def _decidable(session: AsyncSession, application_id: UUID, user: User) -> Application:
    application = await session.get(Application, application_id)
    if application is None or not may(user, Right.READ, application.site_id):
        raise NotFound(str(application_id))
    if not may(user, Right.DECIDE, application.site_id):
        raise NotAllowed(Right.DECIDE)
    return application


async def _announce(
    session: AsyncSession, queue: Queue, clock: Clock, application: Application, decision: Decision
) -> None:
    """One event per endpoint. The reason stays in the house: it is a sentence about a person."""
    event = {"type": "event", "event": DECIDED, "data": _event(application, decision)}
    enabled = select(WebhookEndpoint.id).where(col(WebhookEndpoint.disabled).is_(False))
    for endpoint in (await session.exec(enabled)).all():
        destination = f"webhook:{endpoint}"
        key = f"event:{decision.id}:{endpoint}"
        session.add(Outbox(key=key, destination=destination, payload=event, created_at=clock.now()))
        await queue.put(session, DELIVER, lock=destination, destination=destination)
    await session.flush()


def _event(application: Application, decision: Decision) -> dict[str, str | None]:
    return {
        "application_id": str(application.id),
        "source": application.source,
        "external_id": application.external_id,
        "position_id": application.position_id,
        "site_id": application.site_id,
        "stage": application.stage,
        "decision_id": str(decision.id),
        "decision": decision.kind,
        "decided_by": str(decision.user_id),
        "report_id": str(decision.report_id) if decision.report_id else None,
        "at": decision.at.isoformat(),
    }
