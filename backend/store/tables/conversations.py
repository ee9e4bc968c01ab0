"""What is said with one person, both ways, and the steps it takes.

`inbound.id` and `outbox.position` draw from one sequence, `message_seq`, so that both sides of a conversation have one
order: the order in which things were heard and said. Whoever draws a number for a conversation holds its row locked until
the commit, so that a reader who has seen a number has seen all smaller ones.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import SendStatus, TurnKind, TurnStatus
from backend.store.tables.columns import message_id, moment, moment_or_none, serial


class Conversation(SQLModel, table=True):
    """All that is said with one person about one application, over whichever channels."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", unique=True)
    reminders_stopped: bool = False
    created_at: datetime = moment()


class Address(SQLModel, table=True):
    """Where a conversation is held: proven by its invitation. The one last heard from is answered.

    `said` counts our messages since then, for platforms that allow only so many.
    """

    __table_args__ = (UniqueConstraint("channel", "account", "address"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    channel: str
    account: str
    address: str
    heard_at: datetime = moment()
    said: int = 0


class Turn(SQLModel, table=True):
    """One step of a conversation. It and everything it causes are one commit: a replay finds it done."""

    __table_args__ = (
        Index("ix_turn_pending", "conversation_id", postgresql_where=text("status = 'pending'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    kind: str = TurnKind.MESSAGE
    status: str = TurnStatus.PENDING
    act: str | None = None
    attempts: int = 0
    created_at: datetime = moment()
    done_at: datetime | None = moment_or_none()


class Inbound(SQLModel, table=True):
    """One thing a person sent. Unique per account and the platform's id: three deliveries are one row."""

    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index("ix_inbound_waiting", "conversation_id", postgresql_where=text("turn_id IS NULL")),
        Index("ix_inbound_conversation", "conversation_id", "id"),
    )

    id: int | None = message_id()
    channel: str
    account: str
    external_id: str
    conversation_id: UUID = Field(foreign_key="conversation.id")
    kind: str
    text: str = Field(default="", sa_type=EncryptedText)
    media_id: UUID | None = None
    seen: int | None = Field(default=None, sa_type=BigInteger)
    reference: str | None = None
    revises: str | None = None
    turn_id: UUID | None = Field(default=None, foreign_key="turn.id", index=True)
    occurred_at: datetime = moment()
    received_at: datetime = moment()


class KeptEvent(SQLModel, table=True):
    """A verified event of a platform that means nothing to us yet, as it came."""

    __tablename__ = "kept_event"
    __table_args__ = (UniqueConstraint("channel", "account", "key"),)

    id: int | None = serial()
    channel: str
    account: str
    key: str
    payload: str = Field(sa_type=EncryptedText)
    received_at: datetime = moment()


class ChannelMemory(SQLModel, table=True):
    """A small fact of a channel that must outlive the process: a cursor, a moved chat."""

    __tablename__ = "channel_memory"

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str = Field(sa_type=EncryptedText)


class Consent(SQLModel, table=True):
    """What a person agreed to or refused, and when."""

    id: int | None = serial()
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    kind: str
    granted: bool
    at: datetime = moment()


class Outbox(SQLModel, table=True):
    """One message to send: to a candidate (by conversation), to HR's group, or to the HR system.

    `payload` holds keys and parameters; sentences are rendered when it is sent, and kept in `rendered` as they were said.
    """

    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "destination",
            "id",
            postgresql_where=text("status IN ('pending', 'sending')"),
        ),
        Index("ix_outbox_conversation", "conversation_id", "position"),
    )

    id: int | None = serial()
    key: str = Field(unique=True)
    position: int | None = Field(default=None, sa_type=BigInteger)
    destination: str
    conversation_id: UUID | None = Field(default=None, foreign_key="conversation.id")
    payload: dict[str, Any] = Field(sa_type=EncryptedJSON)
    rendered: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    status: str = SendStatus.PENDING
    attempts: int = 0
    error: str | None = None
    platform_id: str | None = None
    created_at: datetime = moment()
    sent_at: datetime | None = moment_or_none()


class SendPace(SQLModel, table=True):
    """How much of an allowance is used up: one row for each account, chat and group, under a hash of its name."""

    __tablename__ = "send_pace"

    key: str = Field(primary_key=True)
    state: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))


class Media(SQLModel, table=True):
    """A stored file of a conversation, encrypted on disk under its id."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    sha256: str
    mime: str
    size: int
    created_at: datetime = moment()
