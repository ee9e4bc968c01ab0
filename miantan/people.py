"""`miantan user add`."""

from backend.recruiting import users
from miantan.foundation import lay, make_ready
from miantan.settings import Settings


async def add_user(settings: Settings, name: str, role: str, site: str | None) -> str:
    """Add a person and return the password, which is stored only as a hash. Raises RecruitingError."""
    base = lay(settings, pool_size=2)
    await make_ready(base)
    try:
        async with base.database.unit_of_work() as session:
            _, password = await users.add_user(session, base.clock, name, role, site)
    finally:
        await base.database.close()
    return password
