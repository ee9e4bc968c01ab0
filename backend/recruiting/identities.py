"""Which messenger account belongs to which user of the console: set by hand, or proven by a one-time code."""

import re
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.users import READABLE
from backend.store import audit
from backend.store.crypto import keys
from backend.store.states import Role
from backend.store.tables import HRCode, HRIdentity, User
from channels.desk import Person

PERSON: Final = re.compile(r"[^\x00-\x20\x7f]{1,128}")
"""What an account id of a platform may look like."""
CODE_LENGTH: Final = 12
"""Readable characters, 59 bits: with a life of minutes nobody guesses one."""
CODE_LASTS: Final = timedelta(minutes=10)


async def user_of(session: AsyncSession, person: Person) -> User | None:
    """The user behind a messenger account, if it is tied to one."""
    wanted = select(User).join(HRIdentity, col(HRIdentity.user_id) == col(User.id))
    return (await session.exec(wanted.where(*_same(person)))).first()


async def tie(
    session: AsyncSession, clock: Clock, user: User, person: Person, actor: str | None = None
) -> None:
    """The account speaks for this user from now on, and for nobody else. Raises InvalidField for an odd id.

    `actor` is who says so: the user themselves, unless somebody else does it for them.
    """
    if not PERSON.fullmatch(person.id):
        raise InvalidField("person", "unprintable")
    values = {"channel": person.channel, "account": person.account, "person": person.id}
    new = insert(HRIdentity).values(id=new_id(), user_id=user.id, created_at=clock.now(), **values)
    moved = {"user_id": user.id, "created_at": clock.now()}
    await session.exec(new.on_conflict_do_update(index_elements=list(values), set_=moved))
    audit.record(
        session,
        clock,
        actor=actor or f"user:{user.id}",
        action="identity.tied",
        subject="hr_user",
        subject_id=user.id,
        details={"channel": person.channel},
    )


async def untie(session: AsyncSession, clock: Clock, user: User, identity_id: UUID) -> None:
    """The account speaks for nobody any more; `user` may undo their own, headquarters everybody's. Raises NotFound."""
    identity = await session.get(HRIdentity, identity_id)
    if identity is None or (identity.user_id != user.id and user.role != Role.HQ):
        raise NotFound(str(identity_id))
    await _forget(session, clock, identity, f"user:{user.id}")


async def untie_person(session: AsyncSession, clock: Clock, person: Person, actor: str) -> None:
    """The same by the account. Raises InvalidField when it spoke for nobody."""
    identity = (await session.exec(select(HRIdentity).where(*_same(person)))).first()
    if identity is None:
        raise InvalidField("person", "unknown")
    await _forget(session, clock, identity, actor)


async def identities_of(session: AsyncSession, user: User) -> list[tuple[HRIdentity, str]]:
    """A user's own accounts, or for headquarters everybody's, each with the user's name; oldest first."""
    wanted = select(HRIdentity, User.name).join(User, col(User.id) == col(HRIdentity.user_id))
    if user.role != Role.HQ:
        wanted = wanted.where(HRIdentity.user_id == user.id)
    return list(await session.exec(wanted.order_by(col(HRIdentity.created_at))))


async def new_code(session: AsyncSession, clock: Clock, user: User) -> str:
    """A one-time code for this user, shown this once; an earlier one stops working."""
    code = "hr-" + "".join(secrets.choice(READABLE) for _ in range(CODE_LENGTH))
    await session.exec(delete(HRCode).where(col(HRCode.user_id) == user.id))
    session.add(HRCode(code_hash=_hash(code), user_id=user.id, expires_at=clock.now() + CODE_LASTS))
    await session.flush()
    return code


async def redeem(session: AsyncSession, clock: Clock, person: Person, code: str) -> User | None:
    """Tie the account to the code's user; None when the code is not good, or was used by somebody else."""
    found = await session.get(HRCode, _hash(code), with_for_update=True)
    if found is None or found.expires_at <= clock.now():
        return None
    mark = _hash(f"{person.channel} {person.account} {person.id}")
    user = await session.get(User, found.user_id)
    if found.used_by not in (None, mark) or user is None or user.disabled:
        return None
    if found.used_by is None:
        found.used_by = mark
        await tie(session, clock, user, person)
    return user


async def _forget(session: AsyncSession, clock: Clock, identity: HRIdentity, actor: str) -> None:
    await session.delete(identity)
    audit.record(
        session,
        clock,
        actor=actor,
        action="identity.untied",
        subject="hr_user",
        subject_id=identity.user_id,
        details={"channel": identity.channel},
    )
    await session.flush()


def _same(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        col(HRIdentity.channel) == person.channel,
        col(HRIdentity.account) == person.account,
        col(HRIdentity.person) == person.id,
    )


def _hash(code: str) -> str:
    return keys.lookup_hash(f"hr code:{code}")
