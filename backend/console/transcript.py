"""Both sides of the conversations, in the order they happened, and where the quoted words stand in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.errors import ContentError
from backend.content.form import Form
from backend.content.pack import Content
from backend.outbox.words import say
from backend.reports.content import Quote
from backend.store.tables import Inbound, Interview, Media, Outbox


@dataclass(frozen=True)
class Message:
    """One message. `place` orders both sides; `status` is a send status when it is ours; `mime` is that of its file."""

    id: int
    place: float
    ours: bool
    kind: str
    text: str
    at: datetime
    media_id: UUID | None = None
    mime: str = ""
    status: str = ""
    revises: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of a message's text, and the numbers of the quotes that cover it."""

    text: str
    quotes: tuple[int, ...]


async def transcript(
    session: AsyncSession,
    conversations: Sequence[UUID],
    content: Content,
    form: Form | None,
    interview: Interview | None,
) -> tuple[Message, ...]:
    """All messages. What we have not sent yet is shown in the words it will have."""
    heard = await session.exec(
        select(Inbound, Media.mime)
        .outerjoin(Media, col(Media.id) == col(Inbound.media_id))
        .where(col(Inbound.conversation_id).in_(conversations))
    )
    said = await session.exec(select(Outbox).where(col(Outbox.conversation_id).in_(conversations)))
    language = interview.language if interview else "zh"
    messages = [_heard(row, mime) for row, mime in heard if row.kind != "start"]
    rows = list(said)
    messages += [
        _said(row, row.position, language, content, form) for row in rows if row.position is not None
    ]
    waiting = [row for row in rows if row.position is None]
    messages += [_said(row, _between(messages, row), language, content, form) for row in waiting]
    return tuple(sorted(messages, key=lambda message: (message.place, message.id)))


def _between(placed: Sequence[Message], row: Outbox) -> float:
    """What was not sent stands behind all that had happened when it was put."""
    return max((message.place for message in placed if message.at <= row.created_at), default=0) + 0.5


def pieces(message: Message, quotes: Iterable[tuple[int, Quote]]) -> tuple[Piece, ...]:
    """The message cut at the edges of the quotes, so that each piece is wholly inside or outside each quote."""
    spans = [
        (span.start, span.end, number)
        for number, quote in quotes
        for span in quote.spans
        if span.message_id == message.id
    ]
    edges = sorted({0, len(message.text), *(edge for start, end, _ in spans for edge in (start, end))})
    return tuple(
        Piece(
            message.text[start:end],
            tuple(number for first, last, number in spans if first <= start and end <= last),
        )
        for start, end in pairwise(edges)
    )


def _heard(row: Inbound, mime: str | None) -> Message:
    return Message(
        id=row.id or 0,
        place=row.id or 0,
        ours=False,
        kind=row.kind,
        text=row.text,
        at=row.occurred_at,
        media_id=row.media_id,
        mime=mime or "",
        revises=row.revises is not None,
    )


def _said(row: Outbox, place: float, language: str, content: Content, form: Form | None) -> Message:
    text = str(row.rendered["text"]) if row.rendered else _unsent(row, language, content, form)
    return Message(row.id or 0, place, True, "text", text, row.sent_at or row.created_at, status=row.status)


def _unsent(row: Outbox, language: str, content: Content, form: Form | None) -> str:
    try:
        return say(row.payload, language, content, form)[0] if form else ""
    except (ContentError, KeyError):
        return ""
