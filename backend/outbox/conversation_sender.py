"""Sends to one candidate over the channel they came by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from backend.content.shelf import Shelf
from backend.outbox.words import say
from backend.store.tables import Address, Application, Conversation, Interview, Outbox
from backend.store.unit_of_work import Database
from channels.contract import Channel, Choice, Idempotency, OutboundMessage, SendResult


@dataclass(frozen=True)
class Place:
    """Where and how one conversation is held."""

    channel: str
    address: str
    language: str
    version: str
    position_id: str
    site_id: str


class ConversationSender:
    """Renders a `say` payload and hands it to the conversation's channel."""

    def __init__(self, database: Database, shelf: Shelf, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._shelf = shelf
        self._channels = channels
        self._doubtful = {name for name, channel in channels.items() if not _honours_keys(channel)}

    async def is_repeatable(self, row: Outbox) -> bool:
        """Whether the conversation's channel honours our key; asked of the record only if some channel does not."""
        if not self._doubtful or row.conversation_id is None:
            return True
        async with self._database.unit_of_work() as session:
            place = Place(*(await session.exec(_place(row.conversation_id))).one())
        return place.channel not in self._doubtful

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one message. Raises `channels.errors.SendError`."""
        if row.conversation_id is None or row.id is None:
            raise ValueError("a message to a candidate needs its conversation")
        async with self._database.reading() as session:
            place = Place(*(await session.exec(_place(row.conversation_id))).one())
            content = await self._shelf.get(session, place.version)
        form = self._shelf.form(place.version, content, place.position_id, place.site_id)
        language = str(row.payload.get("language", place.language))
        text, chips = say(row.payload, language, content, form)
        row.rendered = {"text": text, "choices": list(chips)}
        message = OutboundMessage(row.id, text, tuple(Choice(chip) for chip in chips))
        return await self._channels[place.channel].send(place.address, message)


def _honours_keys(channel: Channel) -> bool:
    return channel.capabilities.idempotency is Idempotency.KEY


def _place(conversation_id: UUID) -> Any:
    return (
        select(  # type: ignore[call-overload]  # sqlmodel types at most four columns
            Address.channel,
            Address.address,
            Interview.language,
            Interview.content_version,
            Application.position_id,
            Application.site_id,
        )
        .select_from(Conversation)
        .join(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .join(Application, col(Application.id) == col(Conversation.application_id))
        .join(Address, col(Address.conversation_id) == col(Conversation.id))
        .where(col(Conversation.id) == conversation_id)
        .order_by(col(Address.heard_at).desc())
        .limit(1)
    )
