"""Keys of programs. The key itself is shown once and kept as a keyed hash; what it may do are its scopes."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.rights import KEY_RIGHTS, Caller, Right
from backend.store import audit
from backend.store.crypto import keys
from backend.store.tables import ApiKey

KEY_BYTES: Final = 32
"""256 bits, so that a fast hash is enough."""
HINT: Final = 8
"""Characters of a key that may be shown."""
SEEN: Final = timedelta(minutes=10)
"""How exactly we remember when a key was last used: writing at every call would slow every call."""


async def add(
    session: AsyncSession,
    clock: Clock,
    name: str,
    scopes: Iterable[str],
    site_ids: Iterable[str] | None,
    *,
    by: str,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and, this once, its secret. `site_ids` None: every site. InvalidField names the field at fault."""
    wanted, sites = sorted(set(scopes)), None if site_ids is None else sorted(set(site_ids))
    await _check(session, name, wanted, sites)
    secret = f"mt_{secrets.token_urlsafe(KEY_BYTES)}"
    row = ApiKey(
        name=name,
        key_hash=_hash(secret),
        hint=secret[:HINT],
        scopes=wanted,
        site_ids=sites,
        created_by=by,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    _record(session, clock, row, by, "api_key.added")
    return row, secret


async def find(session: AsyncSession, clock: Clock, secret: str) -> ApiKey | None:
    """The key whose secret this is, unless it was taken back or has run out."""
    row = (await session.exec(select(ApiKey).where(ApiKey.key_hash == _hash(secret)))).first()
    now = clock.now()
    if row is None or row.revoked_at is not None or (row.expires_at and row.expires_at <= now):
        return None
    return row


def was_seen_lately(row: ApiKey, clock: Clock) -> bool:
    """Whether its last use is noted well enough."""
    return row.last_used_at is not None and clock.now() - row.last_used_at < SEEN


def caller(row: ApiKey) -> Caller:
    """What the program with this key may do. A scope that we no longer know gives nothing."""
    rights = frozenset(Right(scope) for scope in row.scopes if scope in set(KEY_RIGHTS))
    return Caller(f"key:{row.id}", rights, None if row.site_ids is None else frozenset(row.site_ids))


async def revoke(session: AsyncSession, clock: Clock, name: str, *, by: str) -> ApiKey:
    """From now on the key opens nothing. Raises NotFound."""
    row = (await session.exec(select(ApiKey).where(ApiKey.name == name))).first()
    if row is None:
        raise NotFound(name)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        _record(session, clock, row, by, "api_key.revoked")
    return row


async def every(session: AsyncSession) -> Sequence[ApiKey]:
    """All keys, those taken back too."""
    return (await session.exec(select(ApiKey).order_by(col(ApiKey.name)))).all()


async def _check(session: AsyncSession, name: str, scopes: list[str], sites: list[str] | None) -> None:
    if not name.strip() or not name.isprintable():
        raise InvalidField("name", "missing")
    if (await session.exec(select(ApiKey).where(ApiKey.name == name))).first():
        raise InvalidField("name", "taken")
    if not scopes or any(scope not in set(KEY_RIGHTS) for scope in scopes):
        raise InvalidField("scope", "unknown" if scopes else "missing")
    if sites is not None and not all(sites):
        raise InvalidField("site", "missing")


def _hash(secret: str) -> str:
    return keys.lookup_hash(f"api_key:{secret}")


def _record(session: AsyncSession, clock: Clock, row: ApiKey, by: str, action: str) -> None:
    sites = None if row.site_ids is None else list(row.site_ids)
    audit.record(
        session, clock, actor=by, action=action, subject="api_key", subject_id=row.id,
        details={"scopes": list(row.scopes), "sites": sites},
    )  # fmt: skip
