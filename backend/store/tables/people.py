"""Who applies, for what, and where each application stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import Stage
from backend.store.tables.columns import moment, moment_or_none, serial, touched


class Candidate(SQLModel, table=True):
    """One person, over all their applications."""

    __table_args__ = (Index("ix_candidate_changed", "updated_at", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(sa_type=EncryptedText)
    phone: str | None = Field(default=None, sa_type=EncryptedText)
    phone_hash: str | None = Field(default=None, index=True)
    email: str | None = Field(default=None, sa_type=EncryptedText)
    email_hash: str | None = Field(default=None, index=True)
    name_birth_hash: str | None = Field(default=None, index=True)
    birth_date: str | None = Field(default=None, sa_type=EncryptedText)
    """ISO date; kept for the minimum working age and to know the same person again, never scored."""
    details: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    """What is known of their background, as JSON Resume (https://jsonresume.org/schema, 1.0.0)."""
    merged_into: UUID | None = Field(default=None, foreign_key="candidate.id", index=True)
    """Set when two rows were found to be one person; applications then point at the other."""
    language: str = "zh"
    timezone: str | None = None
    """An IANA name; None: they live by the clock of the site they apply to."""
    created_at: datetime = moment()
    updated_at: datetime = touched()


class Application(SQLModel, table=True):
    """One person applying for one position at one site."""

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_application_stage", "site_id", "stage"),
        Index("ix_application_changed", "updated_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID = Field(foreign_key="candidate.id", index=True)
    position_id: str
    site_id: str
    source: str
    external_id: str
    stage: str = Stage.APPLIED
    needs_human: str | None = None
    requisition_id: UUID | None = Field(default=None, foreign_key="requisition.id", index=True)
    batch_id: UUID | None = Field(default=None, foreign_key="import_batch.id", index=True)
    created_at: datetime = moment()
    updated_at: datetime = moment()


class StageChange(SQLModel, table=True):
    """Every step of an application, who caused it and why. Only ever appended to."""

    __tablename__ = "stage_change"

    id: int | None = serial()
    application_id: UUID = Field(foreign_key="application.id", index=True)
    before: str
    after: str
    actor: str
    reason: str = ""
    at: datetime = moment()


class Invitation(SQLModel, table=True):
    """A link for one candidate. The token itself is not stored."""

    __table_args__ = (Index("ix_invitation_made", "created_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment_or_none()
    reminds: bool = Field(default=False, sa_column_kwargs={"server_default": false()}, nullable=False)
    """Made for a reminder: it begins no new silence."""
    shared: bool = Field(default=False, sa_column_kwargs={"server_default": false()}, nullable=False)
    """For trying the product out: good for whoever opens it."""
    wrong_tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, nullable=False)
    """How often somebody who opened it second did not know the last digits of the phone."""
