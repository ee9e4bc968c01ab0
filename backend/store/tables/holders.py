"""Who holds an invitation link: the first who opened it, and whoever proved later to be the same person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import moment, serial


class LinkHolder(SQLModel, table=True):
    """A browser or a messenger's address, as a keyed hash. One of each link is not `proven`: the first."""

    __tablename__ = "link_holder"
    __table_args__ = (
        UniqueConstraint("invitation_id", "place_hash"),
        Index("ix_link_holder_first", "invitation_id", unique=True, postgresql_where=text("NOT proven")),
        Index("ix_link_holder_place", "place_hash"),
    )

    id: int | None = serial()
    invitation_id: UUID = Field(foreign_key="invitation.id")
    place_hash: str
    proven: bool
    at: datetime = moment()


class LinkCheck(SQLModel, table=True):
    """Somebody in a messenger opened a link that another holds, and was asked for digits. `tried`: their messages."""

    __tablename__ = "link_check"

    place_hash: str = Field(primary_key=True)
    invitation_id: UUID = Field(foreign_key="invitation.id")
    tried: list[str] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    at: datetime = moment()
