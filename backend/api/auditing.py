"""The audit log for programs: what was done, in order, and where the log stands."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlmodel import col, select

from backend.api import pages
from backend.api.callers import with_right
from backend.api.deps import ApiDeps
from backend.api.problems import ProblemRoute
from backend.recruiting.rights import Caller, Right
from backend.store import audit
from backend.store.tables import AuditEntry

Auditor = Annotated[Caller, Depends(with_right(Right.AUDIT))]
LAST = 2**63 - 1


class EntryOut(BaseModel):
    """One thing that was done. `seal` covers it and the seal of the entry before."""

    position: int
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    site_id: str | None
    details: dict[str, Any]
    seal: str


class EntriesOut(BaseModel):
    """A piece of the log; `next` is the `after` of the following piece, null at the end."""

    data: list[EntryOut]
    next: int | None


class HeadOut(BaseModel):
    """The last entry: worth noting elsewhere, for it shows later whether the end was cut off."""

    position: int
    seal: str


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about the audit log."""
    router = APIRouter(route_class=ProblemRoute, tags=["audit"])

    @router.get("/audit/entries")
    async def entries(
        who: Auditor,
        limit: pages.Limit = 50,
        after: Annotated[int, Query(ge=0, le=LAST)] = 0,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        subject_id: str | None = None,
        site_id: str | None = None,
    ) -> EntriesOut:
        """Oldest first. A caller of some sites sees what was done there."""
        wanted = select(AuditEntry).where(col(AuditEntry.position) > after)
        for name, value in (
            ("actor", actor),
            ("action", action),
            ("subject", subject),
            ("subject_id", subject_id),
            ("site_id", site_id),
        ):
            if value is not None:
                wanted = wanted.where(getattr(AuditEntry, name) == value)
        if who.sites is not None:
            wanted = wanted.where(col(AuditEntry.site_id).in_(who.sites))
        async with deps.database.reading() as session:
            rows = (await session.exec(wanted.order_by(col(AuditEntry.position)).limit(limit + 1))).all()
        shown = [EntryOut.model_validate(row, from_attributes=True) for row in rows[:limit]]
        return EntriesOut(data=shown, next=shown[-1].position if len(rows) > limit else None)

    @router.get("/audit/head")
    async def head(who: Auditor) -> HeadOut:
        """Where the log stands."""
        async with deps.database.reading() as session:
            last = await audit.last(session)
        return HeadOut(position=last.position, seal=last.seal)

    return router
