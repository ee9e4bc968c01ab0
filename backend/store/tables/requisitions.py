"""How many people are wanted, where."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.states import (
    RequisitionState,
)
from backend.store.tables.columns import moment, touched


class Requisition(SQLModel, table=True):
    """A position that headquarters wants filled. `source` and `external_id` name it in the HR system it came from."""

    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    position_id: str = Field(index=True)
    source: str
    external_id: str
    state: str = RequisitionState.OPEN
    created_by: str
    created_at: datetime = moment()
    updated_at: datetime = touched()


class RequisitionSite(SQLModel, table=True):
    """How many of a requisition one site wants."""

    __tablename__ = "requisition_site"

    requisition_id: UUID = Field(foreign_key="requisition.id", primary_key=True)
    site_id: str = Field(primary_key=True)
    headcount: int
