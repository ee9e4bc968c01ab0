"""An invitation that is sent, not only made."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.letters.post import Draft, PostOffice, Way
from backend.recruiting import invitations
from backend.store.tables import Application, Candidate


@dataclass(frozen=True)
class Invited:
    """The link's token, and how it went out; `way` is None when this person can only be handed it."""

    token: str
    way: Way | None


async def send_invitation(
    session: AsyncSession,
    clock: Clock,
    post: PostOffice,
    application: Application,
    ttl_days: int = invitations.TTL_DAYS,
    actor: str = "system",
) -> Invited:
    """Make a link and post it by SMS or e-mail, in the caller's transaction; see `deliveries` for what became of it."""
    token = await invitations.invite(session, clock, application, ttl_days, actor)
    candidate = await session.get_one(Candidate, application.candidate_id)
    way = post.way_to(candidate)
    if way is not None:
        key = f"invitation:{invitations.token_hash(token)}"
        letter = Draft(key, subject="letter.subject.invite", text="letter.invite", token=token)
        await post.put(session, way, application, letter)
    return Invited(token, way)
