"""An application comes in: once, however often the HR system sends it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import phones
from backend.recruiting.errors import InvalidField
from backend.store import audit
from backend.store.crypto import keys
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, StageChange

LANGUAGES: Final = ("zh", "en", "ja", "ko")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
LOCK: Final = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
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


async def create(
    session: AsyncSession,
    clock: Clock,
    new: NewApplication,
    *,
    actor: str = "system",
    within: frozenset[str] | None = None,
) -> tuple[Application, bool]:
    """Store the application, or find the one that came before under the same source and external id.

    True: it is new. The same phone number is the same person over all applications. Position and site are the
    caller's to check against the content. `within`: the sites that `actor` may see (None: all); a person known
    only elsewhere is then a new one, for headquarters to merge, so that nobody learns of them by trying
    numbers. Raises InvalidField.
    """
    return (await create_many(session, clock, [new], actor=actor, within=within))[0]


async def create_many(
    session: AsyncSession,
    clock: Clock,
    wanted: Sequence[NewApplication],
    *,
    actor: str = "system",
    within: frozenset[str] | None = None,
) -> list[tuple[Application, bool]]:
    """`create` for each, in a handful of statements; a few hundred at a time. Raises InvalidField for the first."""
    for new in wanted:
        check(new)
    hashes = [phone_hash(phones.normalise(new.phone)) if new.phone else None for new in wanted]
    await _one_at_a_time(session, wanted, hashes)
    known = await _known(session, wanted)
    people = await _people(session, hashes, within)
    done: list[tuple[Application, bool]] = []
    fresh: list[tuple[Application, Candidate]] = []
    for new, hashed in zip(wanted, hashes, strict=True):
        before = known.get((new.source, new.external_id))
        if before is None:
            person = people.get(hashed) if hashed else None
            person = person or _candidate(new, hashed, clock)
            application = _application(new, person, clock)
            known[new.source, new.external_id] = application
            if hashed:
                people[hashed] = person
            fresh.append((application, person))
        done.append((before or application, before is None))
    await _store(session, clock, fresh, actor)
    return done


async def find(session: AsyncSession, source: str, external_id: str) -> Application | None:
    """The application that `source` knows by this id."""
    wanted = select(Application).where(Application.source == source, Application.external_id == external_id)
    return (await session.exec(wanted)).first()


def phone_hash(phone: str) -> str:
    """How a normalised number is looked up."""
    return keys.lookup_hash(f"phone:{phone}")


def email_hash(email: str) -> str:
    """How an address is looked up, however its letters are written."""
    return keys.lookup_hash(f"email:{email.strip().casefold()}")


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


async def _one_at_a_time(
    session: AsyncSession, wanted: Sequence[NewApplication], hashes: Sequence[str | None]
) -> None:
    """Hold everyone else who is about to look for the same things, until our commit; in one order, lest two wait."""
    names = {f"application:{new.source}:{new.external_id}" for new in wanted}
    names |= {f"candidate:{hashed}" for hashed in hashes if hashed}
    numbers = sorted(int.from_bytes(sha256(name.encode()).digest()[:8], signed=True) for name in names)
    await (await session.connection()).execute(LOCK, {"keys": numbers})


async def _known(
    session: AsyncSession, wanted: Sequence[NewApplication]
) -> dict[tuple[str, str], Application]:
    names = tuple_(col(Application.source), col(Application.external_id))
    found = select(Application).where(names.in_([(new.source, new.external_id) for new in wanted]))
    return {(row.source, row.external_id): row for row in await session.exec(found)}


async def _people(
    session: AsyncSession, hashes: Sequence[str | None], within: frozenset[str] | None
) -> dict[str, Candidate]:
    numbers = [hashed for hashed in hashes if hashed]
    found = select(Candidate).where(col(Candidate.phone_hash).in_(numbers))
    if within is not None:
        theirs = select(Application.candidate_id).where(col(Application.site_id).in_(within))
        found = found.where(col(Candidate.id).in_(theirs))
    rows = await session.exec(found.order_by(col(Candidate.created_at).desc()))
    return {row.phone_hash: row for row in rows if row.phone_hash}


def _candidate(new: NewApplication, hashed: str | None, clock: Clock) -> Candidate:
    return Candidate(
        name=new.name.strip(),
        phone=phones.normalise(new.phone) if new.phone else None,
        phone_hash=hashed,
        email=new.email,
        email_hash=email_hash(new.email) if new.email else None,
        language=new.language,
        created_at=clock.now(),
        updated_at=clock.now(),
    )


def _application(new: NewApplication, person: Candidate, clock: Clock) -> Application:
    return Application(
        candidate_id=person.id,
        position_id=new.position_id,
        site_id=new.site_id,
        source=new.source,
        external_id=new.external_id,
        created_at=clock.now(),
        updated_at=clock.now(),
    )


async def _store(
    session: AsyncSession, clock: Clock, fresh: Sequence[tuple[Application, Candidate]], actor: str
) -> None:
    """Each kind after the one it points at."""
    session.add_all(person for _, person in fresh)
    await session.flush()
    session.add_all(application for application, _ in fresh)
    await session.flush()
    session.add_all(
        StageChange(
            application_id=application.id,
            before="",
            after=Stage.APPLIED,
            actor=application.source,
            at=clock.now(),
        )
        for application, _ in fresh
    )
    await session.flush()
    for application, _ in fresh:
        audit.record(
            session, clock, actor=actor, action="application.created", subject="application",
            subject_id=application.id, site_id=application.site_id,
        )  # fmt: skip
