"""Lists in pieces: ordered by last change, so that a reader who keeps the last cursor misses nothing."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import tuple_

from backend.recruiting.errors import InvalidField

T = TypeVar("T", bound=BaseModel)


class Page(BaseModel, Generic[T]):
    """One piece. `next` is the cursor of the following one; None at the end."""

    data: list[T]
    next: str | None


Limit = Annotated[int, Query(ge=1, le=200)]
"""How many to a page."""


def after(
    wanted: Any, order: tuple[Any, Any], from_cursor: str | None, updated_since: datetime | None = None
) -> Any:
    """The select in this order (moment, id), from the cursor's place on. Raises InvalidField."""
    if updated_since is not None:
        if updated_since.tzinfo is None:
            raise InvalidField("updated_since", "no_time_zone")
        wanted = wanted.where(order[0] >= updated_since)
    if from_cursor is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(*place(from_cursor)))
    return wanted.order_by(*order)


def cursor(at: datetime, row_id: UUID) -> str:
    """Opaque to the reader: the place after this row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode().rstrip("=")


def place(text: str) -> tuple[datetime, UUID]:
    """The place a cursor names. Raises InvalidField."""
    try:
        at, _, row_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("a place has a time zone")
        return moment, UUID(row_id)
    except (ValueError, binascii.Error):
        raise InvalidField("cursor", "unknown") from None


def cut(rows: Sequence[tuple[T, datetime, UUID]], limit: int) -> Page[T]:
    """The page of up to `limit` rows out of one row more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(data=[row for row, _, _ in shown], next=cursor(*shown[-1][1:]) if more else None)
