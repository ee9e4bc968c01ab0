"""What people of HR decide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.clock import new_id
from backend.store.crypto import EncryptedText
from backend.store.states import BookingState
from backend.store.tables.columns import moment, moment_or_none, touched


class Decision(SQLModel, table=True):
    """What a person decided on an application, with the reason and the score it was based on."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    user_id: UUID = Field(foreign_key="hr_user.id")
    kind: str
    reason: str = Field(sa_type=EncryptedText)
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    at: datetime = moment()


class Slot(SQLModel, table=True):
    """A time at which a site can see people for a second interview. Book only while holding its row locked."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: str = Field(index=True)
    position_id: str | None = None
    """None: for every position of the site."""
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    capacity: int
    place: str = ""
    user_id: UUID = Field(foreign_key="hr_user.id")
    closed_at: datetime | None = moment_or_none()
    created_at: datetime = moment()


class SlotBooking(SQLModel, table=True):
    """One application's place in a slot; a second one waits until the first is given back."""

    __tablename__ = "slot_booking"
    __table_args__ = (
        Index(
            "ix_slot_booking_one_each",
            "application_id",
            unique=True,
            postgresql_where=text("state = 'booked'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slot_id: UUID = Field(foreign_key="slot.id", index=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    state: str = BookingState.BOOKED
    created_at: datetime = moment()
    updated_at: datetime = touched()
