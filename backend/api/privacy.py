"""Erasures and exports for programs: what a person can ask for about themselves."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api import pages
from backend.api.callers import with_right
from backend.api.candidates import mine, seen
from backend.api.deps import ApiDeps, parse_id
from backend.api.once import IdempotencyKey, once
from backend.api.pages import Page
from backend.api.problems import ProblemRoute
from backend.api.shapes import Incoming
from backend.compliance import data_requests
from backend.compliance.data_requests import ERASURE, EXPORT
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Caller, NotAllowed, Right
from backend.store.tables import Candidate, DataRequest


def _id(request_id: Annotated[str, Path()]) -> UUID:
    return parse_id(request_id)


RequestId = Annotated[UUID, Depends(_id)]
Eraser = Annotated[Caller, Depends(with_right(Right.ERASE))]
Exporter = Annotated[Caller, Depends(with_right(Right.EXPORT))]


class AboutIn(Incoming):
    """Whose data."""

    candidate_id: UUID


class RequestOut(BaseModel):
    """A request; `state` is `pending` or `done`."""

    id: UUID
    candidate_id: UUID
    state: str
    created_at: datetime
    updated_at: datetime
    done_at: datetime | None


class ExportOut(RequestOut):
    """All that was kept when it was asked for; null once the person was forgotten."""

    content: dict[str, Any] | None


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about people's own rights."""
    router = APIRouter(route_class=ProblemRoute, tags=["privacy"])

    @router.post("/erasures", status_code=201, response_model=RequestOut)
    async def erase(
        about: AboutIn, who: Eraser, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """The person's words, files and details are forgotten in all their applications; ids and stages stay."""

        async def work(session: AsyncSession) -> RequestOut:
            await _whole(session, who, about.candidate_id, Right.ERASE)
            asked = await data_requests.ask_erasure(
                session, deps.clock, deps.queue, about.candidate_id, actor=who.actor
            )
            return RequestOut.model_validate(asked, from_attributes=True)

        return await once(deps, request, who, idempotency_key, work)

    @router.get("/erasures")
    async def erasures(who: Eraser, limit: pages.Limit = 50, cursor: str | None = None) -> Page[RequestOut]:
        """In the order of their last change, oldest first."""
        return await _list(deps, who, ERASURE, limit, cursor)

    @router.get("/erasures/{request_id}")
    async def erasure(request_id: RequestId, who: Eraser) -> RequestOut:
        """How far one is."""
        return RequestOut.model_validate(await _one(deps, who, ERASURE, request_id), from_attributes=True)

    @router.post("/exports", status_code=201, response_model=ExportOut)
    async def export(
        about: AboutIn, who: Exporter, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """All that is kept about a person, to be handed to them."""

        async def work(session: AsyncSession) -> RequestOut:
            await _whole(session, who, about.candidate_id, Right.EXPORT)
            made = await data_requests.export(session, deps.clock, about.candidate_id, actor=who.actor)
            return RequestOut.model_validate(made, from_attributes=True)

        made = await once(deps, request, who, idempotency_key, work)
        row = await _one(deps, who, EXPORT, RequestOut.model_validate_json(bytes(made.body)).id)
        shown = ExportOut.model_validate(row, from_attributes=True)
        return Response(shown.model_dump_json(), made.status_code, media_type="application/json")

    @router.get("/exports")
    async def exports(who: Exporter, limit: pages.Limit = 50, cursor: str | None = None) -> Page[RequestOut]:
        """In the order of their last change, oldest first, without their content."""
        return await _list(deps, who, EXPORT, limit, cursor)

    @router.get("/exports/{request_id}")
    async def get_export(request_id: RequestId, who: Exporter) -> ExportOut:
        """One, with its content."""
        return ExportOut.model_validate(await _one(deps, who, EXPORT, request_id), from_attributes=True)

    return router


async def _whole(session: AsyncSession, who: Caller, candidate_id: UUID, right: Right) -> None:
    """Raise NotFound for who may not be seen, NotAllowed for a caller of some sites: a person's data is one thing."""
    await seen(session, who, candidate_id)
    if not who.may(right, None):
        raise NotAllowed(right)


async def _list(deps: ApiDeps, who: Caller, kind: str, limit: int, cursor: str | None) -> Page[RequestOut]:
    wanted: Any = _visible(who, kind)
    wanted = pages.after(wanted, (col(DataRequest.updated_at), col(DataRequest.id)), cursor)
    async with deps.database.reading() as session:
        rows = (await session.exec(wanted.limit(limit + 1))).all()
    shown = [RequestOut.model_validate(row, from_attributes=True) for row in rows]
    return pages.cut([(one, one.updated_at, one.id) for one in shown], limit)


async def _one(deps: ApiDeps, who: Caller, kind: str, request_id: UUID) -> DataRequest:
    async with deps.database.reading() as session:
        row: DataRequest | None = (
            await session.exec(_visible(who, kind).where(col(DataRequest.id) == request_id))
        ).first()
    if row is None:
        raise NotFound(str(request_id))
    return row


def _visible(who: Caller, kind: str) -> Any:
    wanted: Any = select(DataRequest).where(DataRequest.kind == kind)
    if who.sites is not None:
        people = mine(who).with_only_columns(col(Candidate.id))
        wanted = wanted.where(col(DataRequest.candidate_id).in_(people))
    return wanted
