"""Whose a link is: it belongs to the first browser or messenger address that opens it.

The same person may come by a second one, and somebody else by a link that was passed on. Who can say the last four digits of
the phone on record is the person; tries are counted over all who ask, so that a guess has five chances in ten thousand.
"""

import hmac
import re
import unicodedata
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.intake.addresses import Place
from backend.store.crypto import keys
from backend.store.queue import Queue
from backend.store.tables import (
    Address,
    Application,
    Candidate,
    Conversation,
    Invitation,
    LinkCheck,
    LinkHolder,
)
from backend.turns.jobs import NOTICE
from channels.contract import LinkState

log = structlog.get_logger(__name__)

MOST_TRIES: Final = 5
REASON: Final = "link"
"""Why HR is told: somebody could not prove to be the candidate."""
_DIGITS: Final = re.compile(r"[0-9]{4}")


def digits_in(text: str) -> str | None:
    """The four digits, if that is all the text is.

    >>> digits_in(" ８000 "), digits_in("13800138000")
    ('8000', None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain if _DIGITS.fullmatch(plain) else None


def place_hash(place: Place) -> str:
    """How a place is looked up."""
    return keys.lookup_hash(f"place:{place.channel}:{place.account}:{place.address}")


async def claim(
    session: AsyncSession, clock: Clock, invitation: Invitation, place: Place
) -> LinkState | None:
    """None when the link is good at this place: it is its first, or has been proven; else CHECK or LOCKED."""
    if invitation.shared or await _holds(session, invitation.application_id, place):
        return None
    new = insert(LinkHolder).values(
        invitation_id=invitation.id, place_hash=place_hash(place), proven=False, at=clock.now()
    )
    first = await session.exec(new.on_conflict_do_nothing().returning(col(LinkHolder.id)))
    if first.scalar_one_or_none() is not None or await _holds(session, invitation.application_id, place):
        return None
    return _ask(invitation, await _phone(session, invitation))


async def standing(session: AsyncSession, invitation: Invitation) -> LinkState | None:
    """What a place that does not hold the link is to expect, without claiming it: None while nobody holds it."""
    first = select(LinkHolder.id).where(LinkHolder.invitation_id == invitation.id).limit(1)
    if invitation.shared or (await session.exec(first)).first() is None:
        return None
    return _ask(invitation, await _phone(session, invitation))


async def prove(
    session: AsyncSession, queue: Queue, clock: Clock, invitation: Invitation, place: Place, digits: str
) -> LinkState | None:
    """None when the digits are right and the place now holds the link too; else WRONG or LOCKED."""
    phone = await _phone(session, invitation)
    counted = (
        update(Invitation)
        .where(col(Invitation.id) == invitation.id, col(Invitation.wrong_tries) < MOST_TRIES)
        .values(wrong_tries=col(Invitation.wrong_tries) + 1)
        .returning(col(Invitation.wrong_tries))
    )
    tries = (await session.exec(counted)).scalar_one_or_none() if phone else None
    if phone is None or tries is None:
        await _tell(session, queue, invitation)
        return LinkState.LOCKED
    if hmac.compare_digest(phone[-4:].encode(), digits.encode()):
        await _hold(session, clock, invitation, place)
        return None
    log.info("link.wrong_digits", invitation_id=str(invitation.id), tries=tries)
    if tries < MOST_TRIES:
        return LinkState.WRONG
    await _tell(session, queue, invitation)
    return LinkState.LOCKED


async def ask_later(session: AsyncSession, clock: Clock, invitation: Invitation, place: Place) -> None:
    """Note that digits from this place will be meant for this link."""
    told = {"invitation_id": invitation.id, "tried": [], "at": clock.now()}
    new = insert(LinkCheck).values(place_hash=place_hash(place), **told)
    again = {"invitation_id": invitation.id, "at": clock.now()}
    await session.exec(new.on_conflict_do_update(index_elements=["place_hash"], set_=again))


async def asked(session: AsyncSession, place: Place) -> LinkCheck | None:
    """What was asked at this place and not answered yet."""
    return await session.get(LinkCheck, place_hash(place), with_for_update=True)


async def _hold(session: AsyncSession, clock: Clock, invitation: Invitation, place: Place) -> None:
    mine = place_hash(place)
    new = insert(LinkHolder).values(invitation_id=invitation.id, place_hash=mine, proven=True, at=clock.now())
    await session.exec(new.on_conflict_do_nothing())
    await session.exec(delete(LinkCheck).where(col(LinkCheck.place_hash) == mine))
    right = update(Invitation).where(col(Invitation.id) == invitation.id)
    await session.exec(right.values(wrong_tries=col(Invitation.wrong_tries) - 1))


async def _holds(session: AsyncSession, application_id: UUID, place: Place) -> bool:
    """By any link of the application, or because the conversation is held there since before links had holders."""
    by_link = (
        select(LinkHolder.id)
        .join(Invitation, col(Invitation.id) == col(LinkHolder.invitation_id))
        .where(Invitation.application_id == application_id, LinkHolder.place_hash == place_hash(place))
    )
    by_talk = (
        select(Address.id)
        .join(Conversation, col(Conversation.id) == col(Address.conversation_id))
        .where(
            Conversation.application_id == application_id,
            Address.channel == place.channel,
            Address.account == place.account,
            Address.address == place.address,
        )
    )
    return bool((await session.exec(select(by_link.exists() | by_talk.exists()))).one())


def _ask(invitation: Invitation, phone: str | None) -> LinkState:
    return LinkState.CHECK if phone and invitation.wrong_tries < MOST_TRIES else LinkState.LOCKED


async def _phone(session: AsyncSession, invitation: Invitation) -> str | None:
    found = (
        select(Candidate.phone)
        .join(Application, col(Application.candidate_id) == col(Candidate.id))
        .where(Application.id == invitation.application_id)
    )
    return (await session.exec(found)).one_or_none()


async def _tell(session: AsyncSession, queue: Queue, invitation: Invitation) -> None:
    """HR, once for each link."""
    application = await session.get_one(Application, invitation.application_id)
    application.needs_human = application.needs_human or REASON
    await queue.put(
        session,
        NOTICE,
        application_id=str(application.id),
        reason=REASON,
        turn_id=f"{REASON}:{invitation.id}",
    )
