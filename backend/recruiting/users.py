"""Who works with the product, how they prove it, and what each of them may do."""

import asyncio
import secrets
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting.errors import InvalidField, RecruitingError
from backend.store.states import Role
from backend.store.tables import User


class Right(StrEnum):
    """One kind of thing a person may do with the applications of a site."""

    READ = "read"
    DECIDE = "decide"
    INVITE = "invite"
    SEE_FAULTS = "see_faults"
    REPLAY = "replay"


RIGHTS: Final[dict[str, frozenset[Right]]] = {
    Role.HQ: frozenset(Right),
    Role.SITE: frozenset(Right),
    Role.VIEWER: frozenset({Right.READ}),
    Role.LEGAL: frozenset({Right.READ}),
    Role.AUDITOR: frozenset({Right.READ, Right.SEE_FAULTS}),
}

READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0/o, 1/l/i: a password is read aloud and copied by hand."""
GROUPS, GROUP_SIZE = 5, 4

HASHER: Final = PasswordHasher()
NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$bWlhbnRhbi1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""The hash that fits no password: checking it takes as long as checking a real one."""


class NotAllowed(RecruitingError):
    """A person may see it, but not do it."""

    status = 403


async def add_user(
    session: AsyncSession,
    clock: Clock,
    name: str,
    role: str,
    site_id: str | None,
    password: str | None = None,
) -> tuple[User, str]:
    """A new account and its password (made up when None: about 99 bits). InvalidField names the field at fault."""
    name = name.strip()
    if not name:
        raise InvalidField("name", "missing")
    if role not in RIGHTS:
        raise InvalidField("role", "unknown")
    if role == Role.SITE and not site_id:
        raise InvalidField("site", "missing")
    if (await session.exec(select(User).where(User.name == name))).first():
        raise InvalidField("name", "taken")
    password = password or new_password()
    hashed = await asyncio.to_thread(HASHER.hash, password)
    user = User(name=name, password_hash=hashed, role=role, site_id=site_id, created_at=clock.now())
    session.add(user)
    await session.flush()
    return user, password


async def check_password(session: AsyncSession, name: str, password: str) -> User | None:
    """The user whose password this is; None otherwise, after the same work whether or not the name exists."""
    user = (await session.exec(select(User).where(User.name == name.strip()))).first()
    known = user is not None and not user.disabled
    fits = await asyncio.to_thread(_fits, user.password_hash if user and known else NOBODY, password)
    return user if known and fits else None


def may(user: User, right: Right, site_id: str | None) -> bool:
    """Whether `user` has `right` at this site; None asks for what belongs to no site (headquarters only)."""
    if user.disabled or right not in RIGHTS.get(user.role, frozenset()):
        return False
    scope = sites_of(user)
    return scope is None or site_id in scope


def sites_of(user: User) -> frozenset[str] | None:
    """The sites a user is bound to; None means all."""
    if user.role == Role.HQ or (user.role != Role.SITE and user.site_id is None):
        return None
    return frozenset({user.site_id} if user.site_id else ())


def new_password() -> str:
    """Five groups of four readable characters, from the system's randomness."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
