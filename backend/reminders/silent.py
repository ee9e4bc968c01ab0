"""Who has fallen silent: invited and not begun, or in the middle of an interview, and nobody is at work for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.states import InterviewState, SendStatus, Stage, TurnStatus
from backend.store.tables import (
    Address,
    Application,
    Conversation,
    Inbound,
    Interview,
    Invitation,
    Outbox,
    Silence,
    Turn,
)

FORGOTTEN: Final = timedelta(days=5)
"""After so long nobody is reminded any more, even if all reminders are still owed: we were away, or are new here."""
BATCH: Final = 200
ASKED_FOR_A_PERSON: Final = "asked"


@dataclass(frozen=True)
class Silent:
    """One application, the last sign of life in it, and what stands of its silence; `conversation_id` once begun."""

    application_id: UUID
    conversation_id: UUID | None
    since: datetime


async def silent(session: AsyncSession, now: datetime, patience: timedelta) -> list[Silent]:
    """At most 200 whose turn it is, the longest silent first: not heard for `patience`, and not looked at yet."""
    found = [
        *(await session.exec(_in_the_middle(now, patience))),
        *(await session.exec(_not_begun(now, patience))),
    ]
    return sorted((Silent(*row) for row in found), key=lambda one: one.since)[:BATCH]


def _in_the_middle(now: datetime, patience: timedelta) -> Any:
    since = _heard()
    return (
        select(Application.id, Conversation.id, since)
        .select_from(Interview)
        .join(Conversation, col(Conversation.id) == col(Interview.conversation_id))
        .join(Application, col(Application.id) == col(Conversation.application_id))
        .outerjoin(Silence, col(Silence.application_id) == col(Application.id))
        .where(
            col(Interview.state) == InterviewState.OPEN,
            col(Application.stage).in_((Stage.INVITED, Stage.INTERVIEWING)),
            col(Application.needs_human).is_distinct_from(ASKED_FOR_A_PERSON),
            col(Conversation.reminders_stopped).is_(False),
            ~_at_work(),
            *_silent_since(since, now, patience),
        )
        .order_by(since)
        .limit(BATCH)
    )


def _not_begun(now: datetime, patience: timedelta) -> Any:
    """Since the newest link, those made for reminders apart, or since it was looked at."""
    theirs = col(Invitation.application_id) == col(Application.id)
    made = select(func.max(col(Invitation.created_at))).where(theirs, col(Invitation.reminds).is_(False))
    since = func.greatest(made.correlate(Application).scalar_subquery(), _heard())
    usable = (col(Invitation.revoked_at).is_(None), col(Invitation.expires_at) > now)
    recently = col(Invitation.created_at) > now - FORGOTTEN
    begun = select(Interview.id).where(col(Interview.application_id) == col(Application.id))
    return (
        select(Application.id, Conversation.id, since)
        .select_from(Application)
        .outerjoin(Conversation, col(Conversation.application_id) == col(Application.id))
        .outerjoin(Silence, col(Silence.application_id) == col(Application.id))
        .where(
            col(Application.id).in_(select(Invitation.application_id).where(recently, *usable)),
            col(Application.stage) == Stage.INVITED,
            col(Conversation.reminders_stopped).is_not(True),
            ~begun.correlate(Application).exists(),
            *_silent_since(since, now, patience),
        )
        .order_by(since)
        .limit(BATCH)
    )


def _heard() -> Any:
    heard = select(func.max(col(Address.heard_at))).where(
        col(Address.conversation_id) == col(Conversation.id)
    )
    return heard.correlate(Conversation).scalar_subquery()


def _silent_since(since: Any, now: datetime, patience: timedelta) -> tuple[ColumnElement[bool], ...]:
    looked_at = and_(
        col(Silence.since) == since, or_(col(Silence.next_at).is_(None), col(Silence.next_at) > now)
    )
    return (since <= now - patience, since > now - FORGOTTEN, func.coalesce(looked_at, False).is_(False))


def _at_work() -> ColumnElement[bool]:
    """Something of this conversation is on its way through the house: it is us they wait for."""
    here = col(Conversation.id)
    unheard = select(Inbound.id).where(col(Inbound.conversation_id) == here, col(Inbound.turn_id).is_(None))
    pending = select(Turn.id).where(col(Turn.conversation_id) == here, col(Turn.status) == TurnStatus.PENDING)
    waiting = (SendStatus.PENDING, SendStatus.SENDING)
    unsent = select(Outbox.id).where(col(Outbox.conversation_id) == here, col(Outbox.status).in_(waiting))
    return or_(*(one.correlate(Conversation).exists() for one in (unheard, pending, unsent)))
