"""What was said in a conversation, both sides in the order in which they were said."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.shapes import TranscriptLine
from backend.store.states import SendStatus
from backend.store.tables import Inbound, Outbox
from channels.contract import Kind


async def transcript(session: AsyncSession, conversation_id: UUID) -> list[TranscriptLine]:
    """Every message received and every message sent, in the words that were sent."""
    heard = await session.exec(
        select(Inbound).where(Inbound.conversation_id == conversation_id, Inbound.kind != Kind.START)
    )
    said = await session.exec(
        select(Outbox).where(
            Outbox.conversation_id == conversation_id,
            Outbox.status == SendStatus.SENT,
            col(Outbox.position).is_not(None),
        )
    )
    placed = [(row.id or 0, _heard(row)) for row in heard] + [(row.position or 0, _said(row)) for row in said]
    return _in_order(placed)


def _in_order(placed: Sequence[tuple[int, TranscriptLine]]) -> list[TranscriptLine]:
    return [line for _, line in sorted(placed, key=lambda one: one[0])]


def _heard(row: Inbound) -> TranscriptLine:
    return TranscriptLine(
        speaker="candidate", message_id=row.id, kind=row.kind, text=row.text, at=row.occurred_at
    )


def _said(row: Outbox) -> TranscriptLine:
    words = row.rendered["text"] if row.rendered else ""
    at = row.sent_at or row.created_at
    return TranscriptLine(speaker="interviewer", message_id=None, kind=Kind.TEXT, text=words, at=at)
