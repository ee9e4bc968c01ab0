"""Forget what the record of hiring holds about a person: files, screening, offers, what others found out."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.tables import (
    Application,
    Conversation,
    DataRequest,
    Document,
    Media,
    Offer,
    ScreeningOutcome,
    Step,
    StepEvent,
)


async def files_of(session: AsyncSession, candidate_id: UUID) -> list[UUID]:
    """All that is stored on disk about a person."""
    theirs = select(Application.id).filter_by(candidate_id=candidate_id)
    talks = select(Conversation.id).where(col(Conversation.application_id).in_(theirs))
    media = await session.exec(select(Media.id).where(col(Media.conversation_id).in_(talks)))
    documents = await session.exec(select(Document.id).where(_about(candidate_id)))
    return [*media, *documents]


def _about(candidate_id: UUID) -> Any:
    """Documents about a person, whether they hang on them or on an application."""
    theirs = select(Application.id).filter_by(candidate_id=candidate_id)
    return or_(col(Document.candidate_id) == candidate_id, col(Document.application_id).in_(theirs))


async def forget_documents(session: AsyncSession, candidate_id: UUID) -> None:
    """The rows of their files, and what was put together to be handed over."""
    await session.exec(delete(Document).where(_about(candidate_id)))
    await session.exec(update(DataRequest).filter_by(candidate_id=candidate_id).values(content=None))


async def forget_what_followed(session: AsyncSession, application_id: UUID) -> None:
    """What screening saw, what was offered and what others found out."""
    mine = {"application_id": application_id}
    steps = select(col(Step.id)).filter_by(**mine)
    await session.exec(delete(ScreeningOutcome).filter_by(**mine))
    await session.exec(update(Offer).filter_by(**mine).values(terms={}, document_id=None))
    await session.exec(update(StepEvent).where(col(StepEvent.step_id).in_(steps)).values(payload={}))
    await session.exec(update(Document).where(col(Document.step_id).in_(steps)).values(parsed=None))
