"""One order for both sides of a conversation."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.tables import Conversation


async def hold(session: AsyncSession, conversation_id: UUID) -> None:
    """Keep others from numbering a message of this conversation until the commit."""
    row = select(Conversation.id).where(col(Conversation.id) == conversation_id)
    await session.exec(row.with_for_update(key_share=True))
