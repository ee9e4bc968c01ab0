"""What a conversation looks like to the person in it: both sides in one order, in one look at the database."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import cast, literal, null, union_all
from sqlalchemy import select as plain_select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import SendStatus
from backend.store.tables import Inbound, Outbox
from channels.contract import Kind, Shown

PAGE: Final = 500
"""Lines in one look."""


async def conversation_lines(session: AsyncSession, conversation_id: UUID, after: int) -> list[Shown]:
    """At most 500 lines with an id greater than `after`, oldest first; what has been erased is left out."""
    both = union_all(_heard(conversation_id, after), _said(conversation_id, after)).order_by("id").limit(PAGE)
    rows = await (await session.connection()).execute(both)
    return [line for line in (_line(*row) for row in rows) if line.text or line.kind is not Kind.TEXT]


def _heard(conversation_id: UUID, after: int) -> Any:
    columns: tuple[Any, ...] = (
        col(Inbound.id).label("id"),
        col(Inbound.kind),
        col(Inbound.text),
        cast(null(), EncryptedJSON).label("said"),
    )
    mine = (
        col(Inbound.conversation_id) == conversation_id,
        col(Inbound.id) > after,
        col(Inbound.kind) != Kind.START,
    )
    return plain_select(*columns, col(Inbound.occurred_at).label("at")).where(*mine)


def _said(conversation_id: UUID, after: int) -> Any:
    columns: tuple[Any, ...] = (
        col(Outbox.position).label("id"),
        literal(Kind.TEXT.value).label("kind"),
        cast(null(), EncryptedText).label("text"),
        col(Outbox.rendered).label("said"),
    )
    ours = (
        col(Outbox.conversation_id) == conversation_id,
        col(Outbox.position) > after,
        col(Outbox.status) == SendStatus.SENT,
    )
    return plain_select(*columns, col(Outbox.sent_at).label("at")).where(*ours)


def _line(line_id: int, kind: str, text: str | None, said: dict[str, Any] | None, at: datetime) -> Shown:
    if text is not None:
        return Shown(line_id, mine=True, kind=Kind(kind), text=text, choices=(), at=at)
    words = said or {"text": "", "choices": []}
    return Shown(
        line_id, mine=False, kind=Kind.TEXT, text=words["text"], choices=tuple(words["choices"]), at=at
    )
