"""What did not get through: turns set aside and messages not delivered, of the sites a user may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.console.deps import Replay
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import NotAllowed, Right, may, sites_of
from backend.store import dead_jobs
from backend.store.states import SendStatus, TurnStatus
from backend.store.tables import Application, Candidate, Conversation, Outbox, Turn, User

LIMIT = 200
"""Newest first; a longer list is no list to work through."""
FAILED = (SendStatus.FAILED, SendStatus.UNKNOWN)


@dataclass(frozen=True)
class Fault:
    """One thing to look at. `what` is `turn` or the kind of destination; `application_id` None: of no site."""

    id: str
    what: str
    status: str
    code: str
    at: datetime
    attempts: int
    application_id: UUID | None
    name: str
    site_id: str | None


async def find(session: AsyncSession, user: User) -> tuple[Fault, ...]:
    """All faults `user` may see, newest first. Raises NotAllowed."""
    if user.disabled or not may(user, Right.SEE_FAULTS, user.site_id):
        raise NotAllowed(Right.SEE_FAULTS)
    found = [*await _turns(session, user), *await _messages(session, user), *await _jobs(session, user)]
    return tuple(sorted(found, key=lambda fault: fault.at, reverse=True)[:LIMIT])


async def replay(session: AsyncSession, user: User, replays: Replay, fault_id: str) -> None:
    """Give one fault another try. Raises NotFound, NotAllowed."""
    fault = next((fault for fault in await find(session, user) if fault.id == fault_id), None)
    if fault is None:
        raise NotFound(fault_id)
    if not may(user, Right.REPLAY, fault.site_id):
        raise NotAllowed(Right.REPLAY)
    kind, _, number = fault.id.partition(":")
    if kind == "turn":
        await replays.turn(session, UUID(number))
    elif kind == "job":
        await dead_jobs.retry(session, int(number))
    else:
        await replays.outbox(session, int(number))


async def _turns(session: AsyncSession, user: User) -> Sequence[Fault]:
    wanted = (
        select(Turn, Application, col(Candidate.name))
        .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
        .join(Application, col(Application.id) == col(Conversation.application_id))
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .where(col(Turn.status) == TurnStatus.DEAD, *_scope(user))
        .order_by(col(Turn.created_at).desc())
        .limit(LIMIT)
    )
    return [
        Fault(
            f"turn:{turn.id}", "turn", turn.status, "", turn.created_at, turn.attempts, application.id, name,
            application.site_id,
        )
        for turn, application, name in await session.exec(wanted)
    ]  # fmt: skip


async def _messages(session: AsyncSession, user: User) -> Sequence[Fault]:
    wanted = (
        select(Outbox, Application, col(Candidate.name))
        .outerjoin(Conversation, col(Conversation.id) == col(Outbox.conversation_id))
        .outerjoin(Application, col(Application.id) == col(Conversation.application_id))
        .outerjoin(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .where(col(Outbox.status).in_(FAILED), *_scope(user))
        .order_by(col(Outbox.created_at).desc())
        .limit(LIMIT)
    )
    return [_message(row, application, name) for row, application, name in await session.exec(wanted)]


async def _jobs(session: AsyncSession, user: User) -> Sequence[Fault]:
    """Work that failed for good; it is of no one site, so only those who see all of them see it."""
    if sites_of(user) is not None:
        return []
    return [
        Fault(f"job:{job.id}", "job", "dead", "", job.at, job.attempts, None, job.task, None)
        for job in await dead_jobs.find(session, LIMIT)
    ]


def _message(row: Outbox, application: Application | None, name: str | None) -> Fault:
    return Fault(
        id=f"outbox:{row.id}",
        what=row.destination.partition(":")[0],
        status=row.status,
        code=row.error or "",
        at=row.created_at,
        attempts=row.attempts,
        application_id=application.id if application else None,
        name=name or row.destination.partition(":")[2],
        site_id=application.site_id if application else None,
    )


def _scope(user: User) -> list[ColumnElement[bool]]:
    """Someone bound to a site sees nothing of groups and webhooks: those belong to headquarters."""
    sites = sites_of(user)
    return [] if sites is None else [col(Application.site_id).in_(sites)]
