"""Who may do what, where: the one table that console and API both go by.

A person has the rights of their role at their sites; a program has the rights that its key was given (its scopes) at
the key's sites. What somebody may not see does not exist for them: answer NotFound, never NotAllowed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.recruiting.errors import NotFound, RecruitingError
from backend.store.states import Role
from backend.store.tables import Application, User


class Right(StrEnum):
    """One kind of thing that may be done; as the scope of an API key it has the same name."""

    READ = "read"
    """People, applications, interviews and reports of one's sites."""
    APPLY = "apply"
    """Bring applications in, one by one or as files."""
    INVITE = "invite"
    SCREEN = "screen"
    """Write screening rules, try them and use them."""
    JUSTIFY = "justify"
    """Let a legally risky rule stand, in writing."""
    DECIDE = "decide"
    OFFER = "offer"
    """Draft, send and withdraw offers."""
    APPROVE = "approve"
    """Approve an offer that somebody drafted."""
    STEPS = "steps"
    """Second interviews, background checks and other steps after the interview."""
    RATE = "rate"
    """Rate answers blindly, in a pilot."""
    SITE = "site"
    """Change what a site may change: slots, shifts, buses."""
    REQUEST = "request"
    """Say how many people are wanted where."""
    CONTENT = "content"
    """Write positions and questions."""
    ANALYTICS = "analytics"
    ERASE = "erase"
    EXPORT = "export"
    CONNECT = "connect"
    """Webhooks and HR systems."""
    USERS = "users"
    """People of HR and API keys."""
    AUDIT = "audit"
    SEE_FAULTS = "see_faults"
    REPLAY = "replay"


_DESK: Final = frozenset(
    {Right.READ, Right.APPLY, Right.INVITE, Right.SCREEN, Right.DECIDE, Right.OFFER, Right.STEPS, Right.RATE,
     Right.SITE, Right.ANALYTICS, Right.SEE_FAULTS, Right.REPLAY}
)  # fmt: skip

RIGHTS: Final[dict[str, frozenset[Right]]] = {
    Role.HQ: frozenset(Right) - {Right.JUSTIFY},
    Role.SITE: _DESK,
    Role.VIEWER: frozenset({Right.READ, Right.ANALYTICS}),
    Role.LEGAL: frozenset(
        {Right.READ, Right.ANALYTICS, Right.JUSTIFY, Right.AUDIT, Right.ERASE, Right.EXPORT}
    ),
    Role.AUDITOR: frozenset({Right.READ, Right.ANALYTICS, Right.AUDIT, Right.SEE_FAULTS}),
}

KEY_RIGHTS: Final = frozenset(Right) - {Right.JUSTIFY, Right.RATE}
"""What a program can be given; the others take a person's own judgement."""


class NotAllowed(RecruitingError):
    """A person may see it, but not do it."""

    status = 403


@dataclass(frozen=True)
class Caller:
    """Whoever asks: a person or a program. `actor` is their name in the audit log; `sites` None means all."""

    actor: str
    rights: frozenset[Right]
    sites: frozenset[str] | None

    def may(self, right: Right, site_id: str | None) -> bool:
        """Whether they have `right` at this site; None asks for what belongs to no site."""
        return right in self.rights and (self.sites is None or site_id in self.sites)

    def sees(self, site_id: str) -> bool:
        """Whether what belongs to this site exists for them."""
        return self.sites is None or site_id in self.sites


def caller(user: User) -> Caller:
    """A person of HR; with no rights at all once the account is closed."""
    rights = frozenset() if user.disabled else RIGHTS.get(user.role, frozenset())
    return Caller(f"user:{user.id}", rights, sites_of(user))


def may(user: User, right: Right, site_id: str | None) -> bool:
    """Whether `user` has `right` at this site; None asks for what belongs to no site (headquarters only)."""
    return caller(user).may(right, site_id)


def sites_of(user: User) -> frozenset[str] | None:
    """The sites a user is bound to; None means all."""
    if user.role == Role.HQ or (user.role != Role.SITE and user.site_id is None):
        return None
    return frozenset({user.site_id} if user.site_id else ()) | frozenset(user.more_site_ids)


async def visible(session: AsyncSession, who: Caller, application_id: UUID, right: Right) -> Application:
    """The application, if `who` may see it and do this with it. Raises NotFound, NotAllowed."""
    application = await session.get(Application, application_id)
    if application is None or not who.sees(application.site_id):
        raise NotFound(str(application_id))
    if right not in who.rights:
        raise NotAllowed(right)
    return application
