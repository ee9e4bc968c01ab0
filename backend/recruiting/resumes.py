"""A résumé file becomes an application: once, with the file kept and what was read from it."""

import hashlib
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.media.files import MediaFiles
from backend.recruiting import applications
from backend.recruiting.applications import NewApplication
from backend.recruiting.errors import InvalidField
from backend.resumes import json_resume
from backend.resumes.reading import Kind, Reading
from backend.store import audit
from backend.store.tables import Application, Candidate, Document

RESUME: Final = "resume"
_READING: Final = TypeAdapter(Reading)


@dataclass(frozen=True)
class ResumeFile:
    """A file that was read. `name`, `phone`, `email`: what a person put right; they win over the reading."""

    content: bytes
    filename: str
    kind: Kind
    reading: Reading
    position_id: str
    site_id: str
    source: str = RESUME
    external_id: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None


async def take(
    session: AsyncSession,
    clock: Clock,
    files: MediaFiles,
    resume: ResumeFile,
    *,
    actor: str,
    within: frozenset[str] | None,
) -> tuple[Application, bool]:
    """Store the application with its file; True when it is new. The same file for the same opening is the same one.

    What is already known of the person stays: a résumé only fills what is empty. Raises InvalidField when neither
    the file nor the sender gives a name and a way to reach the person.
    """
    wanted = _application(resume)
    application, is_new = await applications.create(session, clock, wanted, actor=actor, within=within)
    if not await _has(session, application, _sha256(resume)):
        candidate = await session.get_one(Candidate, application.candidate_id)
        _fill(candidate, resume.reading, clock)
        await _keep(session, clock, files, resume, application, actor)
    return application, is_new


def as_plain(reading: Reading) -> dict[str, object]:
    """The reading as JSON: each field with its value, place in the text and confidence."""
    plain: dict[str, object] = _READING.dump_python(reading, mode="json")
    return plain


def _application(resume: ResumeFile) -> NewApplication:
    read = resume.reading
    name = resume.name or (read.name.value if read.name else "")
    phone = resume.phone or (read.phone.value if read.phone else None)
    email = resume.email or (read.email.value if read.email else None)
    if not name:
        raise InvalidField("name", "not_found")
    if not (phone or email):
        raise InvalidField("phone", "not_found")
    own = f"{RESUME}:{_sha256(resume)[:40]}:{resume.position_id}:{resume.site_id}"
    external_id = resume.external_id or f"{RESUME}:{hashlib.sha256(own.encode()).hexdigest()[:40]}"
    return NewApplication(
        name, resume.position_id, resume.site_id, resume.source, external_id, phone=phone, email=email
    )


def _sha256(resume: ResumeFile) -> str:
    return hashlib.sha256(resume.content).hexdigest()


async def _has(session: AsyncSession, application: Application, sha256: str) -> bool:
    held = select(Document.id).where(
        col(Document.application_id) == application.id, col(Document.sha256) == sha256
    )
    return (await session.exec(held)).first() is not None


def _fill(candidate: Candidate, reading: Reading, clock: Clock) -> None:
    candidate.details = candidate.details or json_resume.write(reading)
    if candidate.birth_date is None and reading.birth and len(reading.birth.value) == len("YYYY-MM-DD"):
        candidate.birth_date = reading.birth.value
    candidate.updated_at = clock.now()


async def _keep(
    session: AsyncSession,
    clock: Clock,
    files: MediaFiles,
    resume: ResumeFile,
    application: Application,
    actor: str,
) -> None:
    document = Document(
        id=new_id(), candidate_id=application.candidate_id, application_id=application.id, kind=RESUME,
        filename=resume.filename, mime=resume.kind, size=len(resume.content), sha256=_sha256(resume),
        parser=resume.reading.parser, parsed=as_plain(resume.reading), created_at=clock.now(),
    )  # fmt: skip
    await files.keep_as(document.id, resume.content)
    session.add(document)
    await session.flush()
    audit.record(
        session, clock, actor=actor, action="document.kept", subject="document", subject_id=document.id,
        site_id=application.site_id,
        details={"application_id": str(application.id), "kind": RESUME, "parser": resume.reading.parser},
    )  # fmt: skip
