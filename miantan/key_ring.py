"""`miantan key`."""

from collections.abc import Sequence
from datetime import timedelta

from backend.recruiting import api_keys
from backend.store.tables import ApiKey
from miantan.foundation import lay, make_ready
from miantan.settings import Settings

HERE = "command_line"
"""Who adds and revokes keys by command, in the audit log."""


async def add_key(
    settings: Settings, name: str, scopes: Sequence[str], sites: Sequence[str] | None, days: int | None
) -> str:
    """A new key's secret, which is stored only as a hash. Raises RecruitingError."""
    base = lay(settings, pool_size=2)
    await make_ready(base)
    try:
        async with base.database.unit_of_work() as session:
            until = base.clock.now() + timedelta(days=days) if days else None
            _, secret = await api_keys.add(
                session, base.clock, name, scopes, sites or None, by=HERE, expires_at=until
            )
    finally:
        await base.database.close()
    return secret


async def revoke_key(settings: Settings, name: str) -> None:
    """Take a key back. Raises NotFound."""
    base = lay(settings, pool_size=2)
    try:
        async with base.database.unit_of_work() as session:
            await api_keys.revoke(session, base.clock, name, by=HERE)
    finally:
        await base.database.close()


async def list_keys(settings: Settings) -> list[str]:
    """A line for each key."""
    base = lay(settings, pool_size=2)
    try:
        async with base.database.reading() as session:
            return [_line(row) for row in await api_keys.every(session)]
    finally:
        await base.database.close()


def _line(row: ApiKey) -> str:
    sites = "all sites" if row.site_ids is None else ",".join(row.site_ids)
    state = (
        "revoked" if row.revoked_at else f"used {row.last_used_at:%Y-%m-%d}" if row.last_used_at else "unused"
    )
    return f"{row.name}  {row.hint}…  {','.join(row.scopes)}  {sites}  {state}"
