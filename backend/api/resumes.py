"""Résumé files: look at what is read from one, and let one be an application."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, StringConstraints

from backend.api.applications import Sender
from backend.api.deps import ApiDeps
from backend.api.importing import body_of
from backend.api.problems import ProblemRoute
from backend.recruiting import resumes
from backend.recruiting.errors import InvalidField
from backend.recruiting.resumes import ResumeFile
from backend.recruiting.rights import NotAllowed, Right
from backend.resumes.files import SIZE_LIMIT, read_resume
from backend.resumes.reading import Kind, Reading, Unreadable

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ReadingOut(BaseModel):
    """What was read. Each field has its value, its place in `text` and a confidence from 0 to 1."""

    kind: str
    reading: dict[str, Any]


class ResumeWishes(BaseModel):
    """For which opening, and what the sender knows better than the file."""

    position_id: Said
    site_id: Said
    filename: Said = "resume"
    source: Said = resumes.RESUME
    external_id: Said | None = None
    name: Said | None = None
    phone: Said | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None


class ResumeTakenOut(ReadingOut):
    """The application that the file became."""

    application_id: str
    created: bool


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API that reads résumés."""
    router = APIRouter(route_class=ProblemRoute, tags=["applications"])

    @router.post("/resumes:read", openapi_extra=FILE)
    async def read(request: Request, who: Sender) -> ReadingOut:
        """The body is the file: PDF, DOCX, text or JSON Resume. Nothing is stored."""
        kind, reading = await _read(await body_of(request, SIZE_LIMIT))
        return ReadingOut(kind=kind, reading=resumes.as_plain(reading))

    @router.post("/resumes", status_code=201, openapi_extra=FILE, responses={200: {"model": ResumeTakenOut}})
    async def take(
        request: Request, response: Response, who: Sender, wishes: Annotated[ResumeWishes, Query()]
    ) -> ResumeTakenOut:
        """The body is the file. 201 when the application is new; 200 when this file came before."""
        content = deps.shelf.current
        if wishes.position_id not in content.positions:
            raise InvalidField("position_id", "unknown")
        if wishes.site_id not in content.sites_of(wishes.position_id):
            raise InvalidField("site_id", "no_opening")
        if not who.sees(wishes.site_id):
            raise NotAllowed(Right.APPLY)
        body = await body_of(request, SIZE_LIMIT)
        kind, reading = await _read(body)
        resume = ResumeFile(content=body, kind=kind, reading=reading, **wishes.model_dump())
        async with deps.database.unit_of_work() as session:
            application, is_new = await resumes.take(
                session, deps.clock, deps.media, resume, actor=who.actor, within=who.sites
            )
        response.status_code = 201 if is_new else 200
        plain = resumes.as_plain(reading)
        return ResumeTakenOut(kind=kind, reading=plain, application_id=str(application.id), created=is_new)

    return router


async def _read(body: bytes) -> tuple[Kind, Reading]:
    try:
        return await read_resume(body)
    except Unreadable as error:
        raise InvalidField("body", error.reason) from None
