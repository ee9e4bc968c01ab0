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
    heard = list(
        await session.exec(
            select(Inbound)
            .where(Inbound.conversation_id == conversation_id, Inbound.kind != Kind.START)
            .order_by(col(Inbound.id))
        )
    )
    said = await session.exec(
        select(Outbox).where(
            Outbox.conversation_id == conversation_id,
            Outbox.status == SendStatus.SENT,
            col(Outbox.position).is_not(None),
        )
    )
    versions = _versions(heard)
    placed = [(row.id or 0, _heard(row, versions.get(row.id or 0))) for row in heard]
    placed += [(row.position or 0, _said(row)) for row in said]
    return _in_order(placed)


def _in_order(placed: Sequence[tuple[int, TranscriptLine]]) -> list[TranscriptLine]:
    return [line for _, line in sorted(placed, key=lambda one: one[0])]


def _versions(heard: Sequence[Inbound]) -> dict[int, int]:
    """Each edited message and the version right before it."""
    latest: dict[str, int] = {}
    found: dict[int, int] = {}
    for row in heard:
        if row.reference is None or row.id is None:
            continue
        if row.revises in latest:
            found[row.id] = latest[row.revises]
        latest[row.reference] = row.id
    return found


def _heard(row: Inbound, revises: int | None) -> TranscriptLine:
    return TranscriptLine(
        speaker="candidate",
        message_id=row.id,
        revises=revises,
        kind=row.kind,
        text=row.text,
        at=row.occurred_at,
    )


def _said(row: Outbox) -> TranscriptLine:
    words = row.rendered["text"] if row.rendered else ""
    at = row.sent_at or row.created_at
    return TranscriptLine(speaker="interviewer", message_id=None, kind=Kind.TEXT, text=words, at=at)
