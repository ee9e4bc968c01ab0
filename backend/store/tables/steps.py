"""What somebody outside does for an application: a background check, an assessment, a signature."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON
from backend.store.states import StepState
from backend.store.tables.columns import moment, moment_or_none, serial, touched


class Step(SQLModel, table=True):
    """One such thing, ordered from `provider` (or done by hand). The states are those of `StepState`."""

    __table_args__ = (UniqueConstraint("provider", "external_ref"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    kind: str
    provider: str
    package: str = ""
    """What is ordered there, by the provider's name for it."""
    blocking: bool = False
    """The person is not hired before it is complete."""
    depends_on: list[str] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    state: str = StepState.DRAFT
    outcome: str | None = None
    consent_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="consent.id")
    external_ref: str | None = None
    due_at: datetime | None = moment_or_none()
    attempts: int = 0
    ordered_by: str
    created_at: datetime = moment()
    updated_at: datetime = touched()


class StepEvent(SQLModel, table=True):
    """Something the provider said, kept even when it came too late to matter. Only ever appended to."""

    __tablename__ = "step_event"
    __table_args__ = (UniqueConstraint("step_id", "event_id"),)

    id: int | None = serial()
    step_id: UUID = Field(foreign_key="step.id")
    event_id: str
    before: str
    after: str
    payload: dict[str, Any] = Field(sa_type=EncryptedJSON)
    said_at: datetime | None = moment_or_none()
    received_at: datetime = moment()
