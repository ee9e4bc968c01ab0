"""Applications for programs: create once, list by change, read one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api import pages
from backend.api.callers import Reader, with_right
from backend.api.deps import ApiDeps, ApplicationId
from backend.api.once import IdempotencyKey, KeyConflict
from backend.api.pages import Page
from backend.api.problems import ProblemRoute
from backend.api.shapes import ApplicationIn, ApplicationOut, CandidateOut
from backend.content.pack import Content
from backend.recruiting import applications
from backend.recruiting.applications import NewApplication, phone_hash
from backend.recruiting.errors import InvalidField
from backend.recruiting.phones import normalise
from backend.recruiting.rights import Caller, NotAllowed, Right, visible
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Interview

Sender = Annotated[Caller, Depends(with_right(Right.APPLY))]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about applications."""
    router = APIRouter(route_class=ProblemRoute, tags=["applications"])

    @router.post("/applications", status_code=201, responses={200: {"model": ApplicationOut}})
    async def create(
        new: ApplicationIn,
        who: Sender,
        request: Request,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> ApplicationOut:
        """201 when it is new, 200 when it came before under the same source and external id or key."""
        wanted = _new(new, idempotency_key, deps.shelf.current, who)
        async with deps.database.unit_of_work() as session:
            application, created = await applications.create(
                session, deps.clock, wanted, actor=who.actor, within=who.sites
            )
            candidate = await session.get_one(Candidate, application.candidate_id)
            _same(application, candidate, wanted)
            shown = await _shown(session, application, candidate)
        response.status_code = 201 if created else 200
        response.headers["Location"] = f"{request.url.path}/{application.id}"
        return shown

    @router.get("/applications")
    async def list_all(
        who: Reader,
        limit: pages.Limit = 50,
        cursor: str | None = None,
        updated_since: datetime | None = None,
        stage: Stage | None = None,
        position_id: str | None = None,
        site_id: str | None = None,
        candidate_id: Annotated[UUID | None, Query()] = None,
    ) -> Page[ApplicationOut]:
        """In the order of their last change, oldest first."""
        equal = {
            "stage": stage,
            "position_id": position_id,
            "site_id": site_id,
            "candidate_id": candidate_id,
        }
        async with deps.database.reading() as session:
            found = await _list(session, who, limit + 1, cursor, updated_since, equal)
            shown = await _all_shown(session, found)
        return pages.cut([(one, one.updated_at, one.id) for one in shown], limit)

    @router.get("/applications/{application_id}")
    async def get(application_id: ApplicationId, who: Reader) -> ApplicationOut:
        """One application."""
        async with deps.database.reading() as session:
            application = await visible(session, who, application_id, Right.READ)
            candidate = await session.get_one(Candidate, application.candidate_id)
            return await _shown(session, application, candidate)

    return router


def _new(new: ApplicationIn, key: str | None, content: Content, who: Caller) -> NewApplication:
    if new.position_id not in content.positions:
        raise InvalidField("position_id", "unknown")
    if new.site_id not in content.sites:
        raise InvalidField("site_id", "unknown")
    if new.site_id not in content.sites_of(new.position_id):
        raise InvalidField("site_id", "no_opening")
    if not who.sees(new.site_id):
        raise NotAllowed(Right.APPLY)
    external_id = new.external_id or (f"key:{key}" if key else None)
    if external_id is None:
        raise InvalidField("external_id", "missing")
    return NewApplication(**{**new.model_dump(), "external_id": external_id})


def _same(application: Application, candidate: Candidate, wanted: NewApplication) -> None:
    """The same key for another opening or another number is a mistake of the sender, never a second truth."""
    opening = (application.position_id, application.site_id) == (wanted.position_id, wanted.site_id)
    number = wanted.phone is None or candidate.phone_hash == phone_hash(normalise(wanted.phone))
    if not (opening and number):
        raise KeyConflict("external_id")


async def _shown(session: AsyncSession, application: Application, candidate: Candidate) -> ApplicationOut:
    return (await _all_shown(session, [(application, candidate)]))[0]


async def _all_shown(
    session: AsyncSession, found: Sequence[tuple[Application, Candidate]]
) -> list[ApplicationOut]:
    held: dict[UUID, list[UUID]] = {application.id: [] for application, _ in found}
    wanted = select(Interview.application_id, Interview.id).where(col(Interview.application_id).in_(held))
    for application_id, interview_id in await session.exec(wanted.order_by(col(Interview.started_at))):
        held[application_id].append(interview_id)
    return [_out(application, candidate, held[application.id]) for application, candidate in found]


def _out(application: Application, candidate: Candidate, interview_ids: list[UUID]) -> ApplicationOut:
    person = CandidateOut.model_validate(candidate, from_attributes=True)
    return ApplicationOut.model_validate(
        {**application.model_dump(), "candidate": person, "interview_ids": interview_ids}
    )


async def _list(
    session: AsyncSession,
    who: Caller,
    limit: int,
    cursor: str | None,
    updated_since: datetime | None,
    equal: dict[str, str | UUID | None],
) -> Sequence[tuple[Application, Candidate]]:
    wanted: Any = select(Application, Candidate).join(
        Candidate, col(Candidate.id) == col(Application.candidate_id)
    )
    if who.sites is not None:
        wanted = wanted.where(col(Application.site_id).in_(who.sites))
    for name, value in equal.items():
        if value is not None:
            wanted = wanted.where(getattr(Application, name) == value)
    order = (col(Application.updated_at), col(Application.id))
    wanted = pages.after(wanted, order, cursor, updated_since)
    return list((await session.exec(wanted.limit(limit))).all())
