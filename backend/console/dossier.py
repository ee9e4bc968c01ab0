"""Everything about one application that a person deciding on it should see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.console.transcript import Message, transcript
from backend.content.errors import ContentError
from backend.content.form import Form
from backend.content.pack import Content
from backend.content.shelf import Shelf
from backend.recruiting import stages
from backend.recruiting.decisions import latest_report
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Right, may
from backend.reports.content import ReportContent
from backend.store.tables import (
    Address,
    Application,
    Candidate,
    Conversation,
    Decision,
    Interview,
    Invitation,
    StageChange,
    User,
)


@dataclass(frozen=True)
class Decided:
    """A decision with the name of who made it."""

    at: datetime
    kind: str
    reason: str
    by: str


@dataclass(frozen=True)
class Moved:
    """A change of stage with the name of who caused it: a person's name, or a part of ours."""

    at: datetime
    before: str
    after: str
    by: str
    human: bool
    reason: str


@dataclass(frozen=True)
class Dossier:
    """One application. `content` is what its newest interview is pinned to; `form` None if that opening is gone."""

    application: Application
    candidate: Candidate
    channels: tuple[str, ...]
    interview: Interview | None
    report: ReportContent | None
    content: Content
    form: Form | None
    messages: tuple[Message, ...]
    moves: tuple[Moved, ...]
    decisions: tuple[Decided, ...]
    links: tuple[Invitation, ...]

    def state(self) -> tuple[object, ...]:
        """Equal as long as nothing has happened that the page shows."""
        return (
            self.application.stage,
            self.application.needs_human,
            self.report.interview_id if self.report else None,
            tuple((message.id, message.ours, message.status) for message in self.messages),
            len(self.moves),
            len(self.decisions),
            tuple(link.revoked_at for link in self.links),
        )


async def visible(session: AsyncSession, user: User, application_id: UUID, right: Right) -> Application:
    """The application, if `user` has `right` on it. NotFound covers what belongs to others."""
    application = await session.get(Application, application_id)
    if application is None or not may(user, right, application.site_id):
        raise NotFound(str(application_id))
    return application


async def read(session: AsyncSession, shelf: Shelf, user: User, application_id: UUID) -> Dossier:
    """The whole dossier. Raises NotFound."""
    application = await visible(session, user, application_id, Right.READ)
    conversations = await _all(session, Conversation, application_id, col(Conversation.created_at))
    interviews = await _all(session, Interview, application_id, col(Interview.started_at))
    interview = interviews[-1] if interviews else None
    report = await latest_report(session, application_id)
    stored = ReportContent.model_validate(report.content) if report else None
    version = stored.content_version if stored else interview.content_version if interview else shelf.version
    content = await shelf.get(session, version)
    form = _form(content, application)
    return Dossier(
        application=application,
        candidate=await session.get_one(Candidate, application.candidate_id),
        channels=await _channels(session, [conversation.id for conversation in conversations]),
        interview=interview,
        report=stored,
        content=content,
        form=form,
        messages=await transcript(
            session, [conversation.id for conversation in conversations], content, form, interview
        ),
        moves=await _moves(session, application_id),
        decisions=await _decisions(session, application_id),
        links=tuple(await _all(session, Invitation, application_id, col(Invitation.created_at))),
    )


def _form(content: Content, application: Application) -> Form | None:
    try:
        return content.form(application.position_id, application.site_id)
    except ContentError:
        return None


async def _all(session: AsyncSession, table: Any, application_id: UUID, order: Any) -> Sequence[Any]:
    return (
        await session.exec(select(table).where(table.application_id == application_id).order_by(order))
    ).all()


async def _channels(session: AsyncSession, conversations: Sequence[UUID]) -> tuple[str, ...]:
    held = select(Address.channel).where(col(Address.conversation_id).in_(conversations)).distinct()
    return tuple(sorted(await session.exec(held)))


async def _moves(session: AsyncSession, application_id: UUID) -> tuple[Moved, ...]:
    rows = await _all(session, StageChange, application_id, col(StageChange.id))
    ids = {row.actor: UUID(row.actor.removeprefix("user:")) for row in rows if stages.is_human(row.actor)}
    known = await session.exec(select(User).where(col(User.id).in_(ids.values())))
    names = {f"user:{user.id}": user.name for user in known}
    return tuple(
        Moved(row.at, row.before, row.after, names.get(row.actor, row.actor), row.actor in ids, row.reason)
        for row in rows
    )


async def _decisions(session: AsyncSession, application_id: UUID) -> tuple[Decided, ...]:
    found = select(Decision, User.name).join(User, col(User.id) == col(Decision.user_id))
    mine = found.where(Decision.application_id == application_id).order_by(col(Decision.at))
    return tuple(Decided(row.at, row.kind, row.reason, name) for row, name in await session.exec(mine))
