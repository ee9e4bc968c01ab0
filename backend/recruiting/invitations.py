"""The links by which candidates come in. Only a keyed hash of the token is stored."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import stages
from backend.store import audit
from backend.store.crypto import keys
from backend.store.states import Stage
from backend.store.tables import Application, Invitation
from channels.contract import LinkState

TOKEN_BYTES: Final = 24
"""192 bits; 32 characters [A-Za-z0-9_-], which fits a Telegram deep link and a 微信客服 scene_param."""
TTL_DAYS: Final = 14


async def invite(
    session: AsyncSession,
    clock: Clock,
    application: Application,
    ttl_days: int = TTL_DAYS,
    actor: str = "system",
    *,
    shared: bool = False,
) -> str:
    """Make a link's token; it is shown this once. Earlier links of the application go on working.

    A `shared` one is good for whoever opens it; others belong to the first who does. A first invitation moves the
    application to INVITED; a later one changes no stage.
    """
    token = await _make(session, clock, application, timedelta(days=ttl_days), shared=shared)
    audit.record(
        session, clock, actor=actor, action="application.invited", subject="application",
        subject_id=application.id, site_id=application.site_id, details={"days": ttl_days},
    )  # fmt: skip
    if application.stage == Stage.APPLIED:
        await stages.move(session, clock, application, Stage.INVITED, actor, "invited")
    return token


async def remind(session: AsyncSession, clock: Clock, application: Application, life: timedelta) -> str:
    """The token of a further link, for a reminder: only hashes are kept, so the first one cannot be sent again."""
    return await _make(session, clock, application, life, reminds=True)


async def _make(
    session: AsyncSession,
    clock: Clock,
    application: Application,
    life: timedelta,
    *,
    reminds: bool = False,
    shared: bool = False,
) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    session.add(
        Invitation(
            application_id=application.id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + life,
            reminds=reminds,
            shared=shared,
        )
    )
    await session.flush()
    return token


async def find(session: AsyncSession, clock: Clock, token: str) -> Invitation | LinkState:
    """The invitation behind a token, or why it cannot be used."""
    wanted = select(Invitation).where(Invitation.token_hash == token_hash(token))
    invitation = (await session.exec(wanted)).first()
    if invitation is None:
        return LinkState.UNKNOWN
    return closed(invitation.revoked_at, invitation.expires_at, clock.now()) or invitation


def closed(revoked_at: datetime | None, expires_at: datetime, now: datetime) -> LinkState | None:
    """Why a link that exists cannot be used any more; None when it can."""
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if expires_at <= now else None


async def revoke(session: AsyncSession, clock: Clock, application: Application) -> None:
    """Close every open link of the application."""
    await session.exec(
        update(Invitation)
        .where(col(Invitation.application_id) == application.id, col(Invitation.revoked_at).is_(None))
        .values(revoked_at=clock.now())
    )


def token_hash(token: str) -> str:
    """How a token is looked up."""
    return keys.lookup_hash(f"invitation:{token}")
