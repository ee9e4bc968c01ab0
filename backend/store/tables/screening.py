"""Rules that sort applications before the interview, and what they found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON
from backend.store.states import RuleSetState, Screened
from backend.store.tables.columns import moment, moment_or_none


class RuleSet(SQLModel, table=True):
    """One version of the rules for a position, everywhere or (with `site_id`) at one site. Never changed once active."""

    __tablename__ = "rule_set"
    __table_args__ = (
        UniqueConstraint("position_id", "site_id", "version"),
        Index(
            "ix_rule_set_one_active",
            "position_id",
            "site_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    position_id: str
    site_id: str = ""
    """Empty: at every site."""
    version: int
    rules: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    state: str = RuleSetState.DRAFT
    created_by: str
    created_at: datetime = moment()
    activated_at: datetime | None = moment_or_none()
    retired_at: datetime | None = moment_or_none()


class RuleJustification(SQLModel, table=True):
    """Why a person with the legal role lets a risky rule stand."""

    __tablename__ = "rule_justification"
    __table_args__ = (UniqueConstraint("rule_set_id", "rule", "risk"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    rule_set_id: UUID = Field(foreign_key="rule_set.id")
    rule: str
    risk: str
    reason: str
    user_id: UUID = Field(foreign_key="hr_user.id")
    at: datetime = moment()


class ScreeningOutcome(SQLModel, table=True):
    """What one version of the rules made of one application. It rejects nobody."""

    __tablename__ = "screening_outcome"
    __table_args__ = (UniqueConstraint("application_id", "rule_set_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    rule_set_id: UUID = Field(foreign_key="rule_set.id", index=True)
    outcome: str = Screened.PASSED
    reasons: list[dict[str, Any]] = Field(sa_type=EncryptedJSON)
    """Each rule that decided, with what it saw."""
    at: datetime = moment()
