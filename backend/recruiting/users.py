"""Who works with the product and how they prove it."""

import asyncio
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting.errors import InvalidField
from backend.recruiting.rights import RIGHTS
from backend.store import audit
from backend.store.states import Role
from backend.store.tables import User

READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0/o, 1/l/i: a password is read aloud and copied by hand."""
GROUPS, GROUP_SIZE = 5, 4

HASHER: Final = PasswordHasher()
NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$bWlhbnRhbi1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""The hash that fits no password: checking it takes as long as checking a real one."""


async def add_user(
    session: AsyncSession,
    clock: Clock,
    name: str,
    role: str,
    site_id: str | None,
    password: str | None = None,
    *,
    by: str = "command_line",
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
    audit.record(
        session, clock, actor=by, action="user.added", subject="hr_user", subject_id=user.id,
        site_id=site_id, details={"role": role},
    )  # fmt: skip
    return user, password


async def check_password(session: AsyncSession, name: str, password: str) -> User | None:
    """The user whose password this is; None otherwise, after the same work whether or not the name exists."""
    user = (await session.exec(select(User).where(User.name == name.strip()))).first()
    known = user is not None and not user.disabled
    fits = await asyncio.to_thread(_fits, user.password_hash if user and known else NOBODY, password)
    return user if known and fits else None


def new_password() -> str:
    """Five groups of four readable characters, from the system's randomness."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
