"""The HR systems at the other side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import ConnectionState, SyncState
from backend.store.tables.columns import moment, moment_or_none, serial, touched


class WebhookEndpoint(SQLModel, table=True):
    """An address of the HR system that wants to be told. Signed as Standard Webhooks."""

    __tablename__ = "webhook_endpoint"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    url: str
    secret: str = Field(sa_type=EncryptedText)
    disabled: bool = False
    created_at: datetime = moment()


class HrConnection(SQLModel, table=True):
    """One HR system of the company and how to reach it."""

    __tablename__ = "hr_connection"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    base_url: str
    config: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB, nullable=False)
    secret: dict[str, Any] = Field(sa_type=EncryptedJSON)
    state: str = ConnectionState.PAUSED
    capabilities: list[str] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    error: str | None = None
    checked_at: datetime | None = moment_or_none()
    created_at: datetime = moment()
    updated_at: datetime = touched()


class HrMapping(SQLModel, table=True):
    """What a thing of ours is called there: a stage, a field, a verdict, a position. The highest version counts."""

    __tablename__ = "hr_mapping"
    __table_args__ = (UniqueConstraint("connection_id", "version", "entity", "local", "remote"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    connection_id: UUID = Field(foreign_key="hr_connection.id")
    version: int
    entity: str
    local: str
    remote: str
    transform: str | None = None


class HrLink(SQLModel, table=True):
    """One row of ours and the same thing there. An employee is linked once, lest one person be hired twice."""

    __tablename__ = "hr_link"
    __table_args__ = (
        UniqueConstraint("connection_id", "entity", "remote_id"),
        Index("ix_hr_link_local", "entity", "local_id"),
        Index(
            "ix_hr_link_one_employee",
            "connection_id",
            "local_id",
            unique=True,
            postgresql_where=text("entity = 'employee'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    connection_id: UUID = Field(foreign_key="hr_connection.id")
    entity: str
    local_id: str
    remote_id: str
    remote_version: str | None = None
    gone_at: datetime | None = moment_or_none()
    updated_at: datetime = touched()


class HrCursor(SQLModel, table=True):
    """How far a stream of changes has been read."""

    __tablename__ = "hr_cursor"

    connection_id: UUID = Field(foreign_key="hr_connection.id", primary_key=True)
    stream: str = Field(primary_key=True)
    cursor: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    updated_at: datetime = moment()


class HrInbox(SQLModel, table=True):
    """A change there, as it came: once, however often it is read."""

    __tablename__ = "hr_inbox"
    __table_args__ = (
        UniqueConstraint("connection_id", "stream", "remote_id", "payload_sha256"),
        UniqueConstraint("connection_id", "event_id"),
        Index("ix_hr_inbox_waiting", "connection_id", "id", postgresql_where=text("processed_at IS NULL")),
    )

    id: int | None = serial()
    connection_id: UUID = Field(foreign_key="hr_connection.id")
    stream: str
    remote_id: str
    payload_sha256: str
    event_id: str | None = None
    raw: str = Field(sa_type=EncryptedText)
    received_at: datetime = moment()
    processed_at: datetime | None = moment_or_none()
    error: str | None = None


class HrOutbox(SQLModel, table=True):
    """One change to make there. `key` names it for ever: the same change is never made twice."""

    __tablename__ = "hr_outbox"
    __table_args__ = (
        Index(
            "ix_hr_outbox_waiting",
            "connection_id",
            "subject",
            "id",
            postgresql_where=text("state IN ('queued', 'sending', 'unknown')"),
        ),
    )

    id: int | None = serial()
    key: str = Field(unique=True)
    connection_id: UUID = Field(foreign_key="hr_connection.id")
    operation: str
    subject: str
    """What it is about; changes of one subject are made in order."""
    payload: dict[str, Any] = Field(sa_type=EncryptedJSON)
    approved_by: UUID | None = Field(default=None, foreign_key="hr_user.id")
    state: str = SyncState.QUEUED
    attempts: int = 0
    next_at: datetime | None = moment_or_none()
    error: str | None = None
    remote_ref: str | None = None
    evidence: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    """What was read back."""
    created_at: datetime = moment()
    done_at: datetime | None = moment_or_none()


class HrSyncLog(SQLModel, table=True):
    """What was read and written there, and how it went. Codes only."""

    __tablename__ = "hr_sync_log"
    __table_args__ = (Index("ix_hr_sync_log_newest", "connection_id", "id"),)

    id: int | None = serial()
    connection_id: UUID = Field(foreign_key="hr_connection.id")
    direction: str
    operation: str
    subject: str
    outcome: str
    code: str | None = None
    milliseconds: int = 0
    at: datetime = moment()
