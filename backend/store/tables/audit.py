"""What was done, by whom, to what: kept so that nobody can change it unseen."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import moment


class AuditEntry(SQLModel, table=True):
    """One thing that was done. `seal` covers the entry and the seal before it, so that a change or a gap shows.

    Written by `backend.store.audit.record` only; a trigger refuses every UPDATE, DELETE and TRUNCATE.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id"),
        Index("ix_audit_entry_site", "site_id", "position"),
    )

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    """Counts from 1 without gaps."""
    at: datetime = moment()
    actor: str
    action: str
    subject: str
    subject_id: str
    site_id: str | None = None
    details: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    """Ids and codes; never the words, name or number of a person."""
    seal: str
