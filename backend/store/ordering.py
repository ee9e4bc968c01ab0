"""One order for both sides of a conversation, and a bell for those who watch it."""

from typing import Any, Final

from sqlalchemy import CTE, func
from sqlmodel import col, select

from backend.store.tables import Conversation

BELL: Final = "conversation"
"""The channel of PostgreSQL's NOTIFY; the payload is the conversation's id."""


def held(conversation_id: Any) -> CTE:
    """The conversation's row, for a statement that numbers a message of it.

    Held, so that nobody else numbers one before the commit, which wakes those who watch.
    """
    ringing = func.pg_notify(BELL, func.text(col(Conversation.id)))
    row = select(Conversation.id, ringing).where(col(Conversation.id) == conversation_id)
    return row.with_for_update(key_share=True).cte("held")
