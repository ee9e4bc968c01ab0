"""Files about people, and lists of people that came in as one file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedJSON, EncryptedText
from backend.store.states import BatchState, DataRequestState
from backend.store.tables.columns import moment, moment_or_none, serial, touched


class Document(SQLModel, table=True):
    """A stored file about a person, encrypted on disk under its id: a résumé, an offer, a provider's report."""

    __table_args__ = (Index("ix_document_same", "sha256"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID | None = Field(default=None, foreign_key="candidate.id", index=True)
    application_id: UUID | None = Field(default=None, foreign_key="application.id", index=True)
    batch_id: UUID | None = Field(default=None, foreign_key="import_batch.id", index=True)
    step_id: UUID | None = Field(default=None, foreign_key="step.id", index=True)
    kind: str
    filename: str = Field(sa_type=EncryptedText)
    mime: str
    size: int
    sha256: str
    parser: str | None = None
    """Name and version of what read it."""
    parsed: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    """Each field with its value, place in the text and confidence."""
    created_at: datetime = moment()


class ImportBatch(SQLModel, table=True):
    """One file of many people. `lines_done` is where a broken-off import goes on."""

    __tablename__ = "import_batch"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    source: str
    kind: str
    filename: str = Field(sa_type=EncryptedText)
    sha256: str = Field(index=True)
    mapping: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    """Which column is which field."""
    state: str = BatchState.PREVIEW
    site_ids: list[str] | None = Field(default=None, sa_type=JSONB)
    """The sites its sender may fill; None: all."""
    actor: str
    lines: int | None = None
    lines_done: int = 0
    created: int = 0
    duplicates: int = 0
    faults: int = 0
    created_at: datetime = moment()
    updated_at: datetime = touched()


class ImportFault(SQLModel, table=True):
    """A line that did not go in, and why."""

    __tablename__ = "import_fault"
    __table_args__ = (UniqueConstraint("batch_id", "line", "field"),)

    id: int | None = serial()
    batch_id: UUID = Field(foreign_key="import_batch.id")
    line: int
    field: str
    reason: str


class DataRequest(SQLModel, table=True):
    """Somebody asked that a person's data be forgotten, or handed over."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_changed", "updated_at", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID = Field(foreign_key="candidate.id", index=True)
    kind: str
    state: str = DataRequestState.PENDING
    actor: str
    content: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJSON)
    """What is handed over."""
    created_at: datetime = moment()
    updated_at: datetime = moment()
    done_at: datetime | None = moment_or_none()
