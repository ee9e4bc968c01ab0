"""Offers, and the people who took them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON
from backend.store.states import (
    EmployeeState,
    OfferState,
)
from backend.store.tables.columns import moment, moment_or_none, touched


class Offer(SQLModel, table=True):
    """One version of an offer. Once accepted it is never changed: a change is a new version that supersedes it.

    `amount_minor` counts the smallest unit of `currency` (ISO 4217) for each `period`.
    """

    __table_args__ = (
        UniqueConstraint("application_id", "version"),
        Index(
            "ix_offer_one_taken",
            "application_id",
            unique=True,
            postgresql_where=text("state IN ('accepted', 'hired')"),
        ),
        Index("ix_offer_changed", "updated_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    version: int
    supersedes: UUID | None = Field(default=None, foreign_key="offer.id")
    state: str = OfferState.DRAFT
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    period: str
    terms: dict[str, Any] = Field(sa_type=EncryptedJSON)
    """The fact sheet as the person sees it: place, documents, dormitory, contract party and the rest."""
    starts_on: date | None = Field(default=None, sa_type=Date)
    document_id: UUID | None = Field(default=None, foreign_key="document.id")
    created_by: str
    approved_by: UUID | None = Field(default=None, foreign_key="hr_user.id")
    approved_at: datetime | None = moment_or_none()
    sent_at: datetime | None = moment_or_none()
    viewed_at: datetime | None = moment_or_none()
    answered_at: datetime | None = moment_or_none()
    expires_at: datetime | None = moment_or_none()
    created_at: datetime = moment()
    updated_at: datetime = touched()


class Employee(SQLModel, table=True):
    """Somebody who was hired: once for each application. Their id in an HR system is an `hr_link`."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", unique=True)
    candidate_id: UUID = Field(foreign_key="candidate.id", index=True)
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id", unique=True)
    position_id: str
    site_id: str = Field(index=True)
    starts_on: date | None = Field(default=None, sa_type=Date)
    state: str = EmployeeState.EXPECTED
    arrived_at: datetime | None = moment_or_none()
    passed_probation: bool | None = None
    left_on: date | None = Field(default=None, sa_type=Date)
    created_at: datetime = moment()
    updated_at: datetime = touched()
