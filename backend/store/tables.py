"""All tables. Words, names and numbers of people are encrypted; ids that leave the house are random.

`inbound.id` and `outbox.position` draw from one sequence, `message_seq`, so that both sides of a conversation have one
order: the order in which things were heard and said. Whoever draws a number for a conversation holds its row locked until
the commit, so that a reader who has seen a number has seen all smaller ones.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, Sequence, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import InterviewState, SendStatus, Stage, TurnKind, TurnStatus

message_seq = Sequence("message_seq", metadata=SQLModel.metadata)


def _at(*, nullable: bool = False) -> Any:
    return Field(sa_type=DateTime(timezone=True), nullable=nullable)


def _at_or_none() -> Any:
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def _message_id() -> Any:
    default = text("nextval('message_seq')")
    return Field(
        default=None, sa_column=Column(BigInteger, message_seq, primary_key=True, server_default=default)
    )


def _serial() -> Any:
    return Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))


class Candidate(SQLModel, table=True):
    """One person, over all their applications."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(sa_type=EncryptedText)
    phone: str | None = Field(default=None, sa_type=EncryptedText)
    phone_hash: str | None = Field(default=None, index=True)
    email: str | None = Field(default=None, sa_type=EncryptedText)
    language: str = "zh"
    timezone: str = "Asia/Shanghai"
    created_at: datetime = _at()


class Application(SQLModel, table=True):
    """One person applying for one position at one site."""

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_application_stage", "site_id", "stage"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID = Field(foreign_key="candidate.id", index=True)
    position_id: str
    site_id: str
    source: str
    external_id: str
    stage: str = Stage.APPLIED
    needs_human: str | None = None
    created_at: datetime = _at()
    updated_at: datetime = _at()


class StageChange(SQLModel, table=True):
    """Every step of an application, who caused it and why. Only ever appended to."""

    __tablename__ = "stage_change"

    id: int | None = _serial()
    application_id: UUID = Field(foreign_key="application.id", index=True)
    before: str
    after: str
    actor: str
    reason: str = ""
    at: datetime = _at()


class Invitation(SQLModel, table=True):
    """A link for one candidate. The token itself is not stored."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = _at()
    expires_at: datetime = _at()
    revoked_at: datetime | None = _at_or_none()


class Conversation(SQLModel, table=True):
    """All that is said with one person about one application, over whichever channels."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", unique=True)
    reminders_stopped: bool = False
    created_at: datetime = _at()


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
    heard_at: datetime = _at()
    said: int = 0


class ContentVersion(SQLModel, table=True):
    """The content as it was when an interview began: running interviews are pinned to it."""

    __tablename__ = "content_version"

    version: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSONB)
    created_at: datetime = _at()


class Interview(SQLModel, table=True):
    """One interview. `session` is the engine's whole state, re-read each turn; `stage` is what Rasa is told of it."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", unique=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    content_version: str = Field(foreign_key="content_version.version")
    language: str = "zh"
    state: str = InterviewState.OPEN
    stage: str = "consent"
    session: dict[str, Any] = Field(sa_type=EncryptedJSON)
    started_at: datetime = _at()
    finished_at: datetime | None = _at_or_none()


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
    created_at: datetime = _at()
    done_at: datetime | None = _at_or_none()


class Inbound(SQLModel, table=True):
    """One thing a person sent. Unique per account and the platform's id: three deliveries are one row."""

    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index("ix_inbound_waiting", "conversation_id", postgresql_where=text("turn_id IS NULL")),
        Index("ix_inbound_conversation", "conversation_id", "id"),
    )

    id: int | None = _message_id()
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
    occurred_at: datetime = _at()
    received_at: datetime = _at()


class KeptEvent(SQLModel, table=True):
    """A verified event of a platform that means nothing to us yet, as it came."""

    __tablename__ = "kept_event"
    __table_args__ = (UniqueConstraint("channel", "account", "key"),)

    id: int | None = _serial()
    channel: str
    account: str
    key: str
    payload: str = Field(sa_type=EncryptedText)
    received_at: datetime = _at()


class ChannelMemory(SQLModel, table=True):
    """A small fact of a channel that must outlive the process: a cursor, a moved chat."""

    __tablename__ = "channel_memory"

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str = Field(sa_type=EncryptedText)


class Answer(SQLModel, table=True):
    """One part of an answer: the first words, a reply to a probe, or a late addition. Never overwritten."""

    __table_args__ = (UniqueConstraint("interview_id", "question_id", "revision", "part"),)

    id: int | None = _serial()
    interview_id: UUID = Field(foreign_key="interview.id", index=True)
    question_id: str
    dimension: str | None = None
    branch: str
    question_kind: str
    revision: int = 0
    part: int
    probe: str | None = None
    text: str = Field(sa_type=EncryptedText)
    message_ids: list[int] = Field(sa_type=JSONB)
    superseded: bool = False
    turn_id: UUID = Field(foreign_key="turn.id")
    created_at: datetime = _at()


class Fact(SQLModel, table=True):
    """A thing a person told us that is not scored: a knockout, their experience, a site question."""

    __table_args__ = (UniqueConstraint("interview_id", "name"),)

    id: int | None = _serial()
    interview_id: UUID = Field(foreign_key="interview.id", index=True)
    name: str
    value: str = Field(sa_type=EncryptedText)
    raw: str = Field(sa_type=EncryptedText)
    passed: bool | None = None
    created_at: datetime = _at()


class Consent(SQLModel, table=True):
    """What a person agreed to or refused, and when."""

    id: int | None = _serial()
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    kind: str
    granted: bool
    at: datetime = _at()


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

    id: int | None = _serial()
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
    created_at: datetime = _at()
    sent_at: datetime | None = _at_or_none()


class Media(SQLModel, table=True):
    """A stored file of a conversation, encrypted on disk under its id."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    sha256: str
    mime: str
    size: int
    created_at: datetime = _at()


class Report(SQLModel, table=True):
    """The report of a finished interview. `content` is what HR reads; `scores` is what replay compares."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    interview_id: UUID = Field(foreign_key="interview.id", unique=True)
    content: dict[str, Any] = Field(sa_type=EncryptedJSON)
    scores: str = Field(sa_column=Column(EncryptedText, nullable=False))
    total: float | None = None
    band: str
    review: bool
    created_at: datetime = _at()


class User(SQLModel, table=True):
    """A person of HR who may log in."""

    __tablename__ = "hr_user"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True)
    password_hash: str = Field(sa_type=Text)
    role: str
    site_id: str | None = None
    disabled: bool = False
    sessions_ended_at: datetime | None = _at_or_none()
    """Logins from before this moment no longer count: leaving in one place leaves everywhere."""
    created_at: datetime = _at()


class LoginAttempt(SQLModel, table=True):
    """Failed logins in a row, by a keyed hash of who and from where; each one makes the next wait longer."""

    __tablename__ = "login_attempt"

    key: str = Field(primary_key=True)
    failures: int = 0
    blocked_until: datetime = _at()


class Decision(SQLModel, table=True):
    """What a person decided on an application, with the reason and the score it was based on."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    user_id: UUID = Field(foreign_key="hr_user.id")
    kind: str
    reason: str = Field(sa_type=EncryptedText)
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    at: datetime = _at()


class WebhookEndpoint(SQLModel, table=True):
    """An address of the HR system that wants to be told. Signed as Standard Webhooks."""

    __tablename__ = "webhook_endpoint"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    url: str
    secret: str = Field(sa_type=EncryptedText)
    disabled: bool = False
    created_at: datetime = _at()
