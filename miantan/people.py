"""`miantan user add`, `map` and `unmap`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import select

from backend.recruiting import identities, users
from backend.recruiting.errors import InvalidField
from backend.store.tables import User
from channels.desk import Person
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import Settings

COMMAND = "command"
"""Who did it, in the audit log."""
MESSENGERS = ("telegram", "dingtalk")
"""Those whose cards call back; in WeCom a link leads to the console, which knows who has logged in."""


async def add_user(settings: Settings, name: str, role: str, site: str | None) -> str:
    """Add a person and return the password, which is stored only as a hash. Raises RecruitingError."""
    async with _house(settings) as base, base.database.unit_of_work() as session:
        _check_site(base, site)
        _, password = await users.add_user(session, base.clock, name, role, site)
    return password


async def map_user(settings: Settings, name: str, messenger: str, person_id: str) -> None:
    """What this account of a messenger taps, the user decides. Raises InvalidField."""
    person = _person(settings, messenger, person_id)
    async with _house(settings) as base, base.database.unit_of_work() as session:
        user = (await session.exec(select(User).where(User.name == name))).first()
        if user is None:
            raise InvalidField("name", "unknown")
        await identities.tie(session, base.clock, user, person, COMMAND)


async def unmap(settings: Settings, messenger: str, person_id: str) -> None:
    """The account decides nothing any more. Raises InvalidField when it did not before."""
    person = _person(settings, messenger, person_id)
    async with _house(settings) as base, base.database.unit_of_work() as session:
        await identities.untie_person(session, base.clock, person, COMMAND)


def _check_site(base: Foundation, site: str | None) -> None:
    known = base.shelf.current.sites
    if site is not None and site not in known:
        raise InvalidField("site", f"no such site {site!r}; there are {', '.join(known)}")


def _person(settings: Settings, messenger: str, person_id: str) -> Person:
    """As callbacks of the messenger that is set up will name them."""
    if messenger not in MESSENGERS:
        raise InvalidField("messenger", "unknown")
    return Person(*settings.hr_accounts[messenger], person_id)


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[Foundation]:
    base = lay(settings, pool_size=2)
    await make_ready(base)
    try:
        yield base
    finally:
        await base.database.close()
