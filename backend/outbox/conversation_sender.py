"""Sends to one candidate over the channel they came by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.outbox.pace import Pace
from backend.outbox.words import say
from backend.store.states import InterviewState
from backend.store.tables import Address, Application, Conversation, Interview, Outbox
from backend.store.unit_of_work import Database
from backend.turns.jobs import said_by
from channels.contract import Channel, Choice, Idempotency, OutboundMessage, ReplyWindow, SendResult
from channels.errors import Held, Misconfigured, Overtaken, Unreachable

RESERVE: Final = 1
"""Of the messages that a reply window allows."""

SPARE = 3
"""Messages that must be left before one is spent on a notice: that one, the answer, and a reserve."""


@dataclass(frozen=True)
class Place:
    """Where and how one conversation is held."""

    channel: str
    address: str
    language: str
    version: str
    position_id: str
    site_id: str
    account: str
    heard_at: datetime
    said: int
    state: str
    reminders_stopped: bool


class ConversationSender:
    """Renders a `say` payload and hands it to the conversation's channel."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        shelf: Shelf,
        channels: Mapping[str, Channel],
        pace: Pace,
    ) -> None:
        self._database = database
        self._clock = clock
        self._shelf = shelf
        self._channels = channels
        self._pace = pace
        self._paced = {name for name, channel in channels.items() if _is_paced(channel)}
        self._doubtful = {name for name, channel in channels.items() if not _honours_keys(channel)}

    async def take_turn(self, row: Outbox) -> None:
        """Count the message on its account and its chat; asked of the record only if some channel wants it."""
        if not self._paced or row.conversation_id is None:
            return
        async with self._database.reading() as session:
            place = await _find(session, row.conversation_id)
        if place.channel in self._paced:
            can, account = self._channels[place.channel].capabilities, f"{place.channel}:{place.account}"
            await self._pace.take({account: can.account_pace, f"{account}:{place.address}": can.chat_pace})

    async def is_repeatable(self, row: Outbox) -> bool:
        """Whether the conversation's channel honours our key; asked of the record only if some channel does not."""
        if not self._doubtful or row.conversation_id is None:
            return True
        async with self._database.reading() as session:
            place = await _find(session, row.conversation_id)
        return place.channel not in self._doubtful

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one message. Raises `channels.errors.SendError`."""
        if row.conversation_id is None or row.id is None:
            raise ValueError("a message to a candidate needs its conversation")
        async with self._database.reading() as session:
            place = await _find(session, row.conversation_id)
            _check_wanted(row, place)
            content = await self._shelf.get(session, place.version)
        form = self._shelf.form(place.version, content, place.position_id, place.site_id)
        language = str(row.payload.get("language", place.language))
        text, chips = say(row.payload, language, content, form)
        row.rendered = {"text": text, "choices": list(chips)}
        channel = self._channels.get(place.channel)
        if channel is None:
            raise Misconfigured("channel_switched_off")
        message = OutboundMessage(row.id, text, tuple(Choice(chip) for chip in chips))
        if (window := channel.capabilities.reply_window) is None:
            return await channel.send(place.address, message)
        if row.payload.get("notice") and window.count - place.said < SPARE:
            raise Overtaken("no_room")
        self._check(window, place, is_answer=row.key.startswith(said_by("")))
        result = await channel.send(place.address, message)
        await self._count(place, result.parts)
        return result

    def _check(self, window: ReplyWindow, place: Place, *, is_answer: bool) -> None:
        """Hold a message that the platform would refuse: it goes out when the person has written again.

        The last place is kept for an answer: what nobody has asked for must not use it up.
        """
        open_for = window.seconds - (self._clock.now() - place.heard_at).total_seconds()
        places = window.count if is_answer else window.count - RESERVE
        if place.said >= places or open_for <= 0:
            raise Held("reply_window")

    async def _count(self, place: Place, messages: int) -> None:
        theirs = {"channel": place.channel, "account": place.account, "address": place.address}
        async with self._database.unit_of_work() as session:
            await session.exec(update(Address).filter_by(**theirs).values(said=col(Address.said) + messages))


def _check_wanted(row: Outbox, place: Place) -> None:
    """A reminder is for somebody who has been silent `since`, and would go on. Raises Overtaken."""
    if (since := row.payload.get("since")) is None:
        return
    if place.state != InterviewState.OPEN or place.reminders_stopped:
        raise Overtaken("not_wanted")
    if place.heard_at > datetime.fromisoformat(since):
        raise Overtaken("answered")


async def _find(session: AsyncSession, conversation_id: UUID) -> Place:
    row = (await session.exec(_PLACE, params={"conversation": conversation_id})).one_or_none()
    if row is None:
        raise Unreachable("no_address")
    return Place(*row)


def _honours_keys(channel: Channel) -> bool:
    return channel.capabilities.idempotency is Idempotency.KEY


def _is_paced(channel: Channel) -> bool:
    return bool(channel.capabilities.account_pace or channel.capabilities.chat_pace)


def _place() -> Any:
    return (
        select(  # type: ignore[call-overload]  # sqlmodel types at most four columns
            Address.channel,
            Address.address,
            Interview.language,
            Interview.content_version,
            Application.position_id,
            Application.site_id,
            Address.account,
            Address.heard_at,
            Address.said,
            Interview.state,
            Conversation.reminders_stopped,
        )
        .select_from(Conversation)
        .join(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .join(Application, col(Application.id) == col(Conversation.application_id))
        .join(Address, col(Address.conversation_id) == col(Conversation.id))
        .where(col(Conversation.id) == bindparam("conversation", type_=Uuid()))
        .order_by(col(Address.heard_at).desc())
        .limit(1)
    )


_PLACE: Final = _place()
