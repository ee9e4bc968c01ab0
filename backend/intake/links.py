"""What stands behind an invitation link, in one look at the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, bindparam
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from backend.recruiting import invitations
from backend.store.tables import (
    Address,
    Application,
    Candidate,
    Conversation,
    Interview,
    Invitation,
    LinkHolder,
)
from channels.contract import LinkState

WEB: Final = "web"


@dataclass(frozen=True)
class Link:
    """`conversation_id` is None until the conversation is held on the web, `content_version` until it has begun.

    `held` is whether this browser holds it already, or need not.
    """

    invitation_id: UUID
    application_id: UUID
    position_id: str
    site_id: str
    language: str
    conversation_id: UUID | None
    content_version: str | None
    held: bool


async def find(connection: AsyncConnection, token: str, place: str, now: datetime) -> Link | LinkState:
    """The application behind a token, or why the link cannot be used. `place` is the browser's hash."""
    wanted = {"token_hash": invitations.token_hash(token), "place_hash": place}
    row = (await connection.execute(_LINK, wanted)).one_or_none()
    if row is None:
        return LinkState.UNKNOWN
    closed = invitations.closed(row.revoked_at, row.expires_at, now)
    return closed or Link(
        row.invitation_id,
        row.id,
        row.position_id,
        row.site_id,
        row.spoken or row.language,
        row.conversation_id,
        row.content_version,
        row.shared or row.held,
    )


def _link() -> Any:
    on_web = and_(col(Address.conversation_id) == col(Conversation.id), col(Address.channel) == WEB)
    other = aliased(Invitation)
    held = (
        plain_select(col(LinkHolder.id))
        .join(other, col(other.id) == col(LinkHolder.invitation_id))
        .where(
            col(LinkHolder.place_hash) == bindparam("place_hash"),
            col(other.application_id) == col(Application.id),
        )
    )
    columns: tuple[Any, ...] = (
        col(Invitation.id).label("invitation_id"),
        col(Invitation.shared),
        held.correlate(Application).exists().label("held"),
        col(Invitation.revoked_at),
        col(Invitation.expires_at),
        col(Application.id),
        col(Application.position_id),
        col(Application.site_id),
        col(Candidate.language),
        col(Interview.language).label("spoken"),
        col(Address.conversation_id),
        col(Interview.content_version),
    )
    return (
        plain_select(*columns)
        .select_from(Invitation)
        .join(Application, col(Application.id) == col(Invitation.application_id))
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .outerjoin(Conversation, col(Conversation.application_id) == col(Application.id))
        .outerjoin(Address, on_web)
        .outerjoin(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .where(col(Invitation.token_hash) == bindparam("token_hash"))
    )


_LINK: Final = _link()
