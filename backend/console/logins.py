"""Who is behind a request: a signed cookie names the user and when they came; the record says if that still counts."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.tables import User

COOKIE: Final = "miantan_console"
LASTS: Final = timedelta(hours=12)

Session = MutableMapping[str, Any]
"""The signed cookie's content."""


@dataclass(frozen=True)
class Login:
    """A user who came in at a moment."""

    user_id: UUID
    at: datetime


def begin(cookie: Session, user: User, clock: Clock) -> None:
    """Start anew as this user; only the chosen language is kept from before."""
    language = cookie.get("language")
    cookie.clear()
    cookie.update({"user": str(user.id), "at": clock.now().isoformat()})
    if language:
        cookie["language"] = language


def read(cookie: Session) -> Login | None:
    """The login in a cookie, not yet checked against the record."""
    try:
        return Login(UUID(cookie["user"]), datetime.fromisoformat(cookie["at"]))
    except (KeyError, TypeError, ValueError):
        return None


async def person(session: AsyncSession, clock: Clock, login: Login) -> User | None:
    """The user, unless the login is too old, they have left since, or the account is closed."""
    user = await session.get(User, login.user_id)
    if user is None or user.disabled or clock.now() - login.at > LASTS:
        return None
    left = user.sessions_ended_at
    return None if left is not None and login.at <= left else user


async def end(session: AsyncSession, clock: Clock, login: Login) -> None:
    """Leave everywhere: no earlier cookie of this user counts any more."""
    user = await session.get(User, login.user_id)
    if user is not None:
        user.sessions_ended_at = clock.now()
        session.add(user)
        await session.flush()
