"""Applications for programs: create once, list by change, invite, decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api import pages
from backend.api.deps import ApiDeps, ApplicationId
from backend.api.pages import Page
from backend.api.problems import ProblemRoute
from backend.api.shapes import (
    ApplicationIn,
    ApplicationOut,
    CandidateOut,
    DecideIn,
    DecisionOut,
    InviteIn,
    InviteOut,
)
from backend.content.pack import Content
from backend.recruiting import applications, invitations
from backend.recruiting.applications import NewApplication, phone_hash
from backend.recruiting.decisions import decide
from backend.recruiting.errors import ForbiddenMove, HumanRequired, InvalidField, NotFound
from backend.recruiting.phones import normalise
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Interview, User

INVITABLE: Final = frozenset({Stage.APPLIED, Stage.INVITED, Stage.INTERVIEWING, Stage.HUMAN_ROUTE})


class KeyConflict(ForbiddenMove):
    """The same key was used before for somebody or something else."""


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about applications."""
    router = APIRouter(route_class=ProblemRoute, tags=["applications"])

    @router.post("/applications", status_code=201)
    async def create(
        new: ApplicationIn,
        request: Request,
        response: Response,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> ApplicationOut:
        """201 when it is new, 200 when it came before under the same source and external id or key."""
        wanted = _new(new, idempotency_key, deps.shelf.current)
        async with deps.database.unit_of_work() as session:
            application, created = await applications.create(session, deps.clock, wanted)
            candidate = await session.get_one(Candidate, application.candidate_id)
            _same(application, candidate, wanted)
            shown = await _shown(session, application, candidate)
        response.status_code = 201 if created else 200
        response.headers["Location"] = f"{request.url.path}/{application.id}"
        return shown

    @router.get("/applications")
    async def list_all(
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: str | None = None,
        updated_since: datetime | None = None,
        stage: Stage | None = None,
        position_id: str | None = None,
        site_id: str | None = None,
    ) -> Page[ApplicationOut]:
        """In the order of their last change, oldest first."""
        equal = {"stage": stage, "position_id": position_id, "site_id": site_id}
        async with deps.database.unit_of_work() as session:
            found = await _list(session, limit + 1, cursor, updated_since, equal)
            shown = await _all_shown(session, found)
        return pages.cut([(one, one.updated_at, one.id) for one in shown], limit)

    @router.get("/applications/{application_id}")
    async def get(application_id: ApplicationId) -> ApplicationOut:
        """One application."""
        async with deps.database.unit_of_work() as session:
            application = await _known(session, application_id)
            candidate = await session.get_one(Candidate, application.candidate_id)
            return await _shown(session, application, candidate)

    @router.post("/applications/{application_id}:invite", status_code=201)
    async def invite(application_id: ApplicationId, wanted: InviteIn | None = None) -> InviteOut:
        """A new link for the candidate; earlier ones go on working until they expire."""
        days = (wanted or InviteIn()).ttl_days
        async with deps.database.unit_of_work() as session:
            application = await _known(session, application_id)
            if application.stage not in INVITABLE:
                raise ForbiddenMove(f"{application.stage} -> {Stage.INVITED}")
            token = await invitations.invite(session, deps.clock, application, days, actor="api")
        expires_at = deps.clock.now() + timedelta(days=days)
        return InviteOut(link=f"{deps.public_url}/i/{token}", expires_at=expires_at)

    @router.post("/applications/{application_id}:decide", status_code=201)
    async def decide_on(application_id: ApplicationId, decision: DecideIn) -> DecisionOut:
        """Only on behalf of a person who has an account here and may decide at that site."""
        async with deps.database.unit_of_work() as session:
            await _known(session, application_id)
            user = await _person(session, decision.decided_by)
            made = await decide(
                session,
                deps.clock,
                application_id,
                user,
                decision.decision,
                decision.reason,
                queue=deps.queue,
            )
            application = await _known(session, application_id)
        return DecisionOut(
            id=made.id,
            application_id=application_id,
            decision=made.kind,
            stage=application.stage,
            report_id=made.report_id,
            at=made.at,
        )

    return router


def _new(new: ApplicationIn, key: str | None, content: Content) -> NewApplication:
    if new.position_id not in content.positions:
        raise InvalidField("position_id", "unknown")
    if new.site_id not in content.sites:
        raise InvalidField("site_id", "unknown")
    if new.site_id not in content.sites_of(new.position_id):
        raise InvalidField("site_id", "no_opening")
    external_id = new.external_id or (f"key:{key}" if key else None)
    if external_id is None:
        raise InvalidField("external_id", "missing")
    return NewApplication(**{**new.model_dump(), "external_id": external_id})


def _same(application: Application, candidate: Candidate, wanted: NewApplication) -> None:
    """The same key for another opening or another number is a mistake of the sender, never a second truth."""
    opening = (application.position_id, application.site_id) == (wanted.position_id, wanted.site_id)
    number = wanted.phone is None or candidate.phone_hash == phone_hash(normalise(wanted.phone))
    if not (opening and number):
        raise KeyConflict(str(application.id))


async def _known(session: AsyncSession, application_id: UUID) -> Application:
    application = await session.get(Application, application_id)
    if application is None:
        raise NotFound(str(application_id))
    return application


async def _person(session: AsyncSession, name: str | None) -> User:
    if name is None:
        raise HumanRequired("decided_by")
    user = (await session.exec(select(User).where(User.name == name))).first()
    if user is None or user.disabled:
        raise HumanRequired("decided_by")
    return user


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
    limit: int,
    cursor: str | None,
    updated_since: datetime | None,
    equal: dict[str, str | None],
) -> Sequence[tuple[Application, Candidate]]:
    wanted: Any = select(Application, Candidate).join(
        Candidate, col(Candidate.id) == col(Application.candidate_id)
    )
    for name, value in equal.items():
        if value is not None:
            wanted = wanted.where(getattr(Application, name) == value)
    if updated_since is not None:
        if updated_since.tzinfo is None:
            raise InvalidField("updated_since", "no_time_zone")
        wanted = wanted.where(col(Application.updated_at) >= updated_since)
    order = (col(Application.updated_at), col(Application.id))
    if cursor is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(*pages.place(cursor)))
    return list((await session.exec(wanted.order_by(*order).limit(limit))).all())
