"""One person looking at one page. Every read and every write asks the record anew who they are and what they may do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import HTTPConnection

from backend.console import logins
from backend.console.deps import ConsoleDeps
from backend.console.words import Words, preferred, words
from backend.store.tables import User


class LoginNeeded(Exception):
    """The login has ended while the page was open."""


@dataclass(frozen=True)
class Visit:
    """A login with its language. `user` is as it was when the page was opened: for showing, never for deciding."""

    deps: ConsoleDeps
    login: logins.Login
    words: Words
    user: User

    @property
    def language(self) -> str:
        """The language HR reads."""
        return self.words.language

    @asynccontextmanager
    async def work(self) -> AsyncIterator[tuple[AsyncSession, User]]:
        """A unit of work and the user as they are now. Raises LoginNeeded."""
        async with self.deps.database.unit_of_work() as session:
            user = await logins.person(session, self.deps.clock, self.login)
            if user is None:
                raise LoginNeeded
            yield session, user


async def arrive(deps: ConsoleDeps, request: HTTPConnection) -> Visit | None:
    """The visit behind a request; None for a stranger."""
    login = logins.read(request.session)
    if login is None:
        return None
    async with deps.database.unit_of_work() as session:
        user = await logins.person(session, deps.clock, login)
    return Visit(deps, login, words(language_of(request)), user) if user else None


def language_of(request: HTTPConnection) -> str:
    """The language chosen before, else the browser's."""
    return str(request.session.get("language") or preferred(request.headers.get("accept-language", "")))
