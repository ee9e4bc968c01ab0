"""What a conversation looks like to the person in it: both sides in one order, in one look at the database."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, cast, literal, null, true, union_all
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import SendStatus
from backend.store.tables import Inbound, Outbox
from backend.turns.steps import more_waits
from channels.contract import Kind, Shown, View

PAGE: Final = 500
"""Lines in one look."""

CONVERSATION: Final = bindparam("conversation", type_=Uuid())
AFTER: Final = bindparam("after", type_=BigInteger())


async def view(connection: AsyncConnection, conversation_id: UUID, after: int) -> View:
    """At most 500 lines with an id greater than `after`, oldest first; what has been erased is left out."""
    rows = (await connection.execute(_VIEW, {"conversation": conversation_id, "after": after})).all()
    lines = [_line(*line) for _, *line in rows if line[0] is not None]
    thinking = bool(rows[0][0])
    return View([line for line in lines if line.text or line.kind is not Kind.TEXT], thinking)


def _heard() -> Any:
    columns: tuple[Any, ...] = (
        col(Inbound.id).label("id"),
        col(Inbound.kind),
        col(Inbound.text),
        cast(null(), EncryptedJSON).label("said"),
    )
    mine = (
        col(Inbound.conversation_id) == CONVERSATION,
        col(Inbound.id) > AFTER,
        col(Inbound.kind) != Kind.START,
    )
    return plain_select(*columns, col(Inbound.occurred_at).label("at")).where(*mine)


def _said() -> Any:
    columns: tuple[Any, ...] = (
        col(Outbox.position).label("id"),
        literal(Kind.TEXT.value).label("kind"),
        cast(null(), EncryptedText).label("text"),
        col(Outbox.rendered).label("said"),
    )
    ours = (
        col(Outbox.conversation_id) == CONVERSATION,
        col(Outbox.position) > AFTER,
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


def _view() -> Any:
    """One row at least: whether an answer is due, beside each new line or beside nothing."""
    both = union_all(_heard(), _said()).order_by("id").limit(PAGE).subquery()
    due = plain_select(more_waits(CONVERSATION).label("thinking")).subquery()
    return plain_select(due, both).select_from(due.outerjoin(both, true())).order_by(both.c.id)


_VIEW: Final = _view()
