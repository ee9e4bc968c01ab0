"""One order for both sides of a conversation, and a bell for those who watch it."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.tables import Conversation

BELL: Final = "conversation"
"""The channel of PostgreSQL's NOTIFY; the payload is the conversation's id."""


def ringing() -> Any:
    """A column of a select on conversations that wakes their watchers when the transaction commits."""
    return func.pg_notify(BELL, func.text(col(Conversation.id)))


async def hold(session: AsyncSession, conversation_id: UUID) -> None:
    """Keep others from numbering a message of this conversation until the commit, and ring then."""
    row = select(Conversation.id, ringing()).where(col(Conversation.id) == conversation_id)
    await session.exec(row.with_for_update(key_share=True))
