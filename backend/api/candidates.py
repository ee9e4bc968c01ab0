"""Candidates for programs: one person over all the applications that the caller may see."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api import pages
from backend.api.callers import Reader
from backend.api.deps import ApiDeps, parse_id
from backend.api.pages import Page
from backend.api.problems import ProblemRoute
from backend.api.shapes import CandidateOut
from backend.recruiting import phones
from backend.recruiting.applications import email_hash, phone_hash
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Caller
from backend.store.tables import Application, Candidate


def _id(candidate_id: Annotated[str, Path()]) -> UUID:
    return parse_id(candidate_id)


CandidateId = Annotated[UUID, Depends(_id)]


class ApplicationLine(BaseModel):
    """One of a person's applications, in short."""

    id: UUID
    position_id: str
    site_id: str
    stage: str
    created_at: datetime
    updated_at: datetime


class PersonOut(CandidateOut):
    """A person with their applications. `background`: JSON Resume, when something is known."""

    background: dict[str, Any] | None
    applications: list[ApplicationLine]
    created_at: datetime
    updated_at: datetime


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about people."""
    router = APIRouter(route_class=ProblemRoute, tags=["candidates"])

    @router.get("/candidates")
    async def list_all(
        who: Reader,
        limit: pages.Limit = 50,
        cursor: str | None = None,
        updated_since: datetime | None = None,
        phone: Annotated[str | None, Query(max_length=50)] = None,
        email: Annotated[str | None, Query(max_length=254)] = None,
    ) -> Page[PersonOut]:
        """In the order of their last change, oldest first. A number or an address finds whose it is."""
        wanted: Any = mine(who)
        if phone is not None:
            wanted = wanted.where(Candidate.phone_hash == phone_hash(phones.normalise(phone)))
        if email is not None:
            wanted = wanted.where(Candidate.email_hash == email_hash(email))
        order = (col(Candidate.updated_at), col(Candidate.id))
        wanted = pages.after(wanted, order, cursor, updated_since)
        async with deps.database.reading() as session:
            people = (await session.exec(wanted.limit(limit + 1))).all()
            shown = await _shown(session, who, people)
        return pages.cut([(one, one.updated_at, one.id) for one in shown], limit)

    @router.get("/candidates/{candidate_id}")
    async def get(candidate_id: CandidateId, who: Reader) -> PersonOut:
        """One person."""
        async with deps.database.reading() as session:
            person = await seen(session, who, candidate_id)
            return (await _shown(session, who, [person]))[0]

    return router


def mine(who: Caller) -> Any:
    """A select of the people whom the caller may see: those with an application at one of the caller's sites."""
    wanted: Any = select(Candidate).where(col(Candidate.merged_into).is_(None))
    if who.sites is not None:
        theirs = select(Application.candidate_id).where(col(Application.site_id).in_(who.sites))
        wanted = wanted.where(col(Candidate.id).in_(theirs))
    return wanted


async def seen(session: AsyncSession, who: Caller, candidate_id: UUID) -> Candidate:
    """The person, if the caller may see them. Raises NotFound."""
    person: Candidate | None = (
        await session.exec(mine(who).where(col(Candidate.id) == candidate_id))
    ).first()
    if person is None:
        raise NotFound(str(candidate_id))
    return person


async def _shown(session: AsyncSession, who: Caller, people: list[Candidate]) -> list[PersonOut]:
    held: dict[UUID, list[ApplicationLine]] = {person.id: [] for person in people}
    wanted = select(Application).where(col(Application.candidate_id).in_(held))
    for row in await session.exec(wanted.order_by(col(Application.created_at))):
        if who.sees(row.site_id):
            held[row.candidate_id].append(ApplicationLine.model_validate(row, from_attributes=True))
    return [
        PersonOut.model_validate(
            {**person.model_dump(), "background": person.details, "applications": held[person.id]}
        )
        for person in people
    ]
