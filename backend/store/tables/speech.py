"""What was heard in voice messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from backend.store.crypto import EncryptedJSON
from backend.store.states import HearingState
from backend.store.tables.columns import moment, moment_or_none


class Transcription(SQLModel, table=True):
    """One voice message on its way to words. The words themselves stand in the message, as if they had been typed.

    `attempts` counts listenings that began, so that a recording that kills its listener is not tried for ever.
    `doubts` are why the words may be wrong, or why there are none; `detail` is the transcript with times, encrypted.
    """

    message_id: int = Field(sa_column=Column(BigInteger, ForeignKey("inbound.id"), primary_key=True))
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    state: str = HearingState.WAITING
    attempts: int = 0
    engine: str | None = None
    confidence: float | None = None
    seconds: float | None = None
    doubts: str = ""
    confirmed: bool = False
    waits_until: datetime | None = moment_or_none()
    """Set when the conversation began to wait for it."""
    detail: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    created_at: datetime = moment()
    done_at: datetime | None = moment_or_none()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The doubts, the gravest first."""
        return tuple(self.doubts.split())
