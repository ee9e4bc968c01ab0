"""Who and what may come in: people of HR and their logins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedText
from backend.store.tables.columns import moment, moment_or_none


class User(SQLModel, table=True):
    """A person of HR who may log in."""

    __tablename__ = "hr_user"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True)
    password_hash: str = Field(sa_type=Text)
    role: str
    site_id: str | None = None
    more_site_ids: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    """Further sites of somebody who looks after several."""
    totp_secret: str | None = Field(default=None, sa_type=EncryptedText)
    """Set once the second factor is in use."""
    identity: str | None = Field(default=None, unique=True)
    """Who the company's own log-in says this is: issuer and subject, with a space between."""
    disabled: bool = False
    sessions_ended_at: datetime | None = moment_or_none()
    """Logins from before this moment no longer count: leaving in one place leaves everywhere."""
    created_at: datetime = moment()


class HRIdentity(SQLModel, table=True):
    """A messenger account that speaks for a user: what it taps in HR's group, that user has decided."""

    __tablename__ = "hr_identity"
    __table_args__ = (UniqueConstraint("channel", "account", "person"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="hr_user.id", index=True)
    channel: str
    account: str
    person: str
    created_at: datetime = moment()


class HRCode(SQLModel, table=True):
    """A one-time code by which a user proves a messenger account to be theirs. Only a keyed hash is stored.

    `used_by` is a hash of the account that used it, so that the same message delivered twice does no harm.
    """

    __tablename__ = "hr_code"

    code_hash: str = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="hr_user.id", unique=True)
    used_by: str | None = None
    expires_at: datetime = moment()


class LoginAttempt(SQLModel, table=True):
    """Failed logins in a row, by a keyed hash of who and from where; each one makes the next wait longer."""

    __tablename__ = "login_attempt"

    key: str = Field(primary_key=True)
    failures: int = 0
    blocked_until: datetime = moment()


class ApiKey(SQLModel, table=True):
    """A key of a program. Only a keyed hash is stored; `hint` is how people tell keys apart."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True)
    key_hash: str = Field(unique=True)
    hint: str
    scopes: list[str] = Field(sa_type=JSONB, nullable=False)
    site_ids: list[str] | None = Field(default=None, sa_type=JSONB)
    """The sites it may see; None: all."""
    created_by: str
    created_at: datetime = moment()
    expires_at: datetime | None = moment_or_none()
    revoked_at: datetime | None = moment_or_none()
    last_used_at: datetime | None = moment_or_none()


class IdempotentAnswer(SQLModel, table=True):
    """What a program was answered under a key of its own, so that its retry gets the same and does nothing."""

    __tablename__ = "idempotent_answer"

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: str
    status: int
    body: str = Field(sa_type=EncryptedText)
    created_at: datetime = moment()


class SavedView(SQLModel, table=True):
    """A filter of a list that somebody keeps under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="hr_user.id", index=True)
    page: str
    name: str
    query: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    created_at: datetime = moment()
