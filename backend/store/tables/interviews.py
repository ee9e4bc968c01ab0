"""Interviews, what was answered in them, and the report."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import InterviewState
from backend.store.tables.columns import moment, moment_or_none, serial


class ContentVersion(SQLModel, table=True):
    """The content as it was when an interview began: running interviews are pinned to it."""

    __tablename__ = "content_version"

    version: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSONB)
    created_at: datetime = moment()
    imported_at: datetime | None = moment_or_none()
    """New interviews take the version imported last, or the shipped one where none was."""


class Interview(SQLModel, table=True):
    """One interview. `session` is the engine's whole state, re-read each turn; `stage` is what Rasa is told of it."""

    __table_args__ = (Index("ix_interview_open", "conversation_id", postgresql_where=text("state = 'open'")),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", unique=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    content_version: str = Field(foreign_key="content_version.version")
    language: str = "zh"
    state: str = InterviewState.OPEN
    stage: str = "consent"
    session: dict[str, Any] = Field(sa_type=EncryptedJSON)
    started_at: datetime = moment()
    finished_at: datetime | None = moment_or_none()


class Answer(SQLModel, table=True):
    """One part of an answer: the first words, a reply to a probe, or a late addition. Never overwritten."""

    __table_args__ = (UniqueConstraint("interview_id", "question_id", "revision", "part"),)

    id: int | None = serial()
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
    created_at: datetime = moment()


class Fact(SQLModel, table=True):
    """A thing a person told us that is not scored: a knockout, their experience, a site question."""

    __table_args__ = (UniqueConstraint("interview_id", "name"),)

    id: int | None = serial()
    interview_id: UUID = Field(foreign_key="interview.id", index=True)
    name: str
    value: str = Field(sa_type=EncryptedText)
    raw: str = Field(sa_type=EncryptedText)
    passed: bool | None = None
    created_at: datetime = moment()


class Report(SQLModel, table=True):
    """The report of a finished interview. `content` is what HR reads; `scores` is what replay compares."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    interview_id: UUID = Field(foreign_key="interview.id", unique=True)
    content: dict[str, Any] = Field(sa_type=EncryptedJSON)
    scores: str = Field(sa_column=Column(EncryptedText, nullable=False))
    total: float | None = None
    band: str
    review: bool
    created_at: datetime = moment()


class Rating(SQLModel, table=True):
    """What a person of HR makes of one answer, given without having seen the machine's level."""

    __table_args__ = (UniqueConstraint("interview_id", "question_id", "dimension", "user_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    interview_id: UUID = Field(foreign_key="interview.id", index=True)
    question_id: str
    dimension: str
    user_id: UUID = Field(foreign_key="hr_user.id", index=True)
    level: int | None = None
    """1 to 5; None: the answer does not show it."""
    note: str = Field(default="", sa_type=EncryptedText)
    at: datetime = moment()
