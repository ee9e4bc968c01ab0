"""Requisitions for programs: how many people are wanted where."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import col, select

from backend.api import pages
from backend.api.callers import Reader, with_right
from backend.api.deps import ApiDeps
from backend.api.pages import Page
from backend.api.problems import ProblemRoute
from backend.api.shapes import Incoming, Words
from backend.content.pack import Content
from backend.recruiting import requisitions
from backend.recruiting.errors import InvalidField
from backend.recruiting.requisitions import Wanted
from backend.recruiting.rights import Caller, NotAllowed, Right
from backend.store.states import RequisitionState
from backend.store.tables import Requisition, RequisitionSite

Requester = Annotated[Caller, Depends(with_right(Right.REQUEST))]


class RequisitionIn(Incoming):
    """How many are wanted at each site; what was said before under the same source and external id is replaced."""

    position_id: Words
    headcount: dict[str, Annotated[int, Field(ge=1, le=100_000)]] = Field(min_length=1, max_length=1000)
    source: Words = "api"
    external_id: Words
    state: Literal["open", "closed"] = "open"


class RequisitionOut(BaseModel):
    """A requisition. `headcount` by site; a caller who sees only some sites reads only theirs."""

    id: UUID
    position_id: str
    headcount: dict[str, int]
    source: str
    external_id: str
    state: str
    created_at: datetime
    updated_at: datetime


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about what is wanted."""
    router = APIRouter(route_class=ProblemRoute, tags=["requisitions"])

    @router.post("/requisitions", status_code=201, responses={200: {"model": RequisitionOut}})
    async def put(new: RequisitionIn, who: Requester, response: Response) -> RequisitionOut:
        """201 when it is new; 200 when one of this source and external id now reads so."""
        wanted = _wanted(new, deps.shelf.current, who)
        async with deps.database.unit_of_work() as session:
            row, is_new = await requisitions.put(session, deps.clock, wanted, actor=who.actor)
        response.status_code = 201 if is_new else 200
        return _out(row, dict(wanted.headcount), who)

    @router.get("/requisitions")
    async def list_all(
        who: Reader,
        limit: pages.Limit = 50,
        cursor: str | None = None,
        updated_since: datetime | None = None,
        state: RequisitionState | None = None,
        position_id: str | None = None,
    ) -> Page[RequisitionOut]:
        """In the order of their last change, oldest first."""
        wanted: Any = select(Requisition)
        if state is not None:
            wanted = wanted.where(Requisition.state == state)
        if position_id is not None:
            wanted = wanted.where(Requisition.position_id == position_id)
        if who.sites is not None:
            theirs = select(RequisitionSite.requisition_id).where(col(RequisitionSite.site_id).in_(who.sites))
            wanted = wanted.where(col(Requisition.id).in_(theirs))
        wanted = pages.after(
            wanted, (col(Requisition.updated_at), col(Requisition.id)), cursor, updated_since
        )
        async with deps.database.reading() as session:
            rows = (await session.exec(wanted.limit(limit + 1))).all()
            held = await requisitions.headcounts(session, [row.id for row in rows])
        return pages.cut([(_out(row, held[row.id], who), row.updated_at, row.id) for row in rows], limit)

    return router


def _wanted(new: RequisitionIn, content: Content, who: Caller) -> Wanted:
    if not who.may(Right.REQUEST, None):
        raise NotAllowed(Right.REQUEST)
    if new.position_id not in content.positions:
        raise InvalidField("position_id", "unknown")
    for site_id in new.headcount:
        if site_id not in content.sites:
            raise InvalidField("headcount", "unknown_site")
    state = RequisitionState(new.state)
    return Wanted(new.position_id, new.source, new.external_id, new.headcount, state)


def _out(row: Requisition, headcount: dict[str, int], who: Caller) -> RequisitionOut:
    mine = {site: count for site, count in headcount.items() if who.sees(site)}
    return RequisitionOut.model_validate({**row.model_dump(), "headcount": mine})
