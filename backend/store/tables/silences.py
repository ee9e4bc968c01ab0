"""People who have not answered for a while, and how often we have reminded them of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Uuid
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import moment, moment_or_none


class Silence(SQLModel, table=True):
    """The latest silence of one application. A newer word of the person makes it another one, counted from 0.

    `since` is the last sign of life, or the invitation; `next_at` is when to look again, None when all is said.
    """

    __table_args__ = (Index("ix_silence_next", "next_at"),)

    application_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    since: datetime = moment()
    reminded: int = 0
    next_at: datetime | None = moment_or_none()
