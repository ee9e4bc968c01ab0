"""An application comes in: once, however often the HR system sends it."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import phones
from backend.recruiting.errors import InvalidField
from backend.store.crypto import keys
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, StageChange

LANGUAGES: Final = ("zh", "en", "ja", "ko")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
NAME_LIMIT: Final = 100
"""Characters; longer is not a name."""


@dataclass(frozen=True)
class NewApplication:
    """What someone outside tells us. `source` and `external_id` together name it there; see `normalise`."""

    name: str
    position_id: str
    site_id: str
    source: str
    external_id: str
    phone: str | None = None
    email: str | None = None
    language: str = "zh"


async def create(session: AsyncSession, clock: Clock, new: NewApplication) -> tuple[Application, bool]:
    """Store the application, or find the one that came before under the same source and external id.

    True: it is new. The same phone number is the same person over all applications. Position and site are the
    caller's to check against the content. Raises InvalidField.
    """
    check(new)
    phone = phones.normalise(new.phone) if new.phone else None
    await _one_at_a_time(session, f"application:{new.source}:{new.external_id}")
    known = await find(session, new.source, new.external_id)
    if known is not None:
        return known, False
    person = await _person(session, clock, new, phone)
    return await _store(session, clock, new, person), True


async def find(session: AsyncSession, source: str, external_id: str) -> Application | None:
    """The application that `source` knows by this id."""
    wanted = select(Application).where(Application.source == source, Application.external_id == external_id)
    return (await session.exec(wanted)).first()


def phone_hash(phone: str) -> str:
    """How a normalised number is looked up."""
    return keys.lookup_hash(f"phone:{phone}")


def check(new: NewApplication) -> None:
    """Raise InvalidField for the first value that cannot be stored."""
    for field in ("name", "position_id", "site_id", "source", "external_id"):
        value = getattr(new, field)
        if not value.strip():
            raise InvalidField(field, "missing")
        if len(value) > NAME_LIMIT:
            raise InvalidField(field, "too_long")
        if not value.isprintable():
            raise InvalidField(field, "unprintable")
    if new.language not in LANGUAGES:
        raise InvalidField("language", "unknown")
    if new.email is not None and not _EMAIL.fullmatch(new.email):
        raise InvalidField("email", "email")


async def _person(session: AsyncSession, clock: Clock, new: NewApplication, phone: str | None) -> Candidate:
    hashed = phone_hash(phone) if phone else None
    if hashed is not None:
        await _one_at_a_time(session, f"candidate:{hashed}")
        same_number = select(Candidate).where(Candidate.phone_hash == hashed).order_by("created_at")
        known = (await session.exec(same_number)).first()
        if known is not None:
            return known
    person = Candidate(
        name=new.name.strip(), phone=phone, phone_hash=hashed, email=new.email, language=new.language,
        created_at=clock.now(),
    )  # fmt: skip
    session.add(person)
    await session.flush()
    return person


async def _store(session: AsyncSession, clock: Clock, new: NewApplication, person: Candidate) -> Application:
    application = Application(
        candidate_id=person.id, position_id=new.position_id, site_id=new.site_id, source=new.source,
        external_id=new.external_id, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    session.add(application)
    await session.flush()
    session.add(
        StageChange(
            application_id=application.id, before="", after=Stage.APPLIED, actor=new.source, at=clock.now()
        )
    )
    await session.flush()
    return application


async def _one_at_a_time(session: AsyncSession, what: str) -> None:
    """Hold everyone else who is about to look for the same thing, until our commit."""
    await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
