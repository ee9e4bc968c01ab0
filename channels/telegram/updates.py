"""What an update means. Pure: bytes in, one of the meanings below out, or `BadCallback`.

Telegram repeats an update until it gets a 2xx, so only what is no update at all is refused; a known shape with
unknown content is `Unknown` and gets kept.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError

from channels.callbacks import BadCallback
from channels.contract import InboundEvent, Kind
from channels.desk import BUTTON, Person, find_code
from channels.desk import Tap as DeskTap
from channels.platform import MediaRef
from channels.telegram.buttons import label
from channels.telegram.model import Chat, Membership, Message, Numbered, Stored, Tap, Update
from channels.words import clean

NAME: Final = "telegram"
PRIVATE: Final = "private"
START: Final = re.compile(r"/start(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Started:
    """`/start` with a payload; `token` is None when it cannot be one of ours."""

    token: str | None
    address: str
    at: datetime
    language: str | None


@dataclass(frozen=True)
class Said:
    """Something for the conversation; `media` when its bytes are still at Telegram."""

    event: InboundEvent
    media: MediaRef | None
    language: str | None


@dataclass(frozen=True)
class Tapped:
    """A tap, which must be answered whatever it is; `event` is None when it says nothing (any more)."""

    tap_id: str
    event: InboundEvent | None
    address: str
    message_id: int | None
    language: str | None


@dataclass(frozen=True)
class CardTapped:
    """A tap on a card in HR's group; `place` is the message as it was posted."""

    tap_id: str
    tap: DeskTap


@dataclass(frozen=True)
class Introduced:
    """Somebody of HR says in a private chat who they are."""

    person: Person
    code: str


@dataclass(frozen=True)
class Member:
    """Our membership in a chat is now `status`."""

    chat: str
    status: str


@dataclass(frozen=True)
class Moved:
    """A group has become a supergroup."""

    old: str
    new: str


@dataclass(frozen=True)
class Unknown:
    """An update that means nothing to us."""


Meaning = Started | Said | Tapped | CardTapped | Introduced | Member | Moved | Unknown


@dataclass(frozen=True)
class Incoming:
    """One update. `key` is unique for this bot; updates come again under the same one."""

    key: str
    meaning: Meaning


def parse(body: bytes, account: str, now: datetime) -> Incoming:
    """The update in a request body. `now` dates taps, which carry no time. Raises `BadCallback` when it is none."""
    try:
        number = Numbered.model_validate_json(body).update_id
    except ValidationError:
        raise BadCallback("no_update") from None
    try:
        update = Update.model_validate_json(body)
    except ValidationError:
        return Incoming(str(number), Unknown())
    return Incoming(str(number), _meaning(update, account, now))


def _meaning(update: Update, account: str, now: datetime) -> Meaning:
    key = str(update.update_id)
    if update.message:
        return _message(update.message, account, key)
    if update.edited_message:
        return _edited(update.edited_message, account, key)
    if update.callback_query:
        return _tap(update.callback_query, account, now)
    return _member(update.my_chat_member) if update.my_chat_member else Unknown()


def _message(message: Message, account: str, key: str) -> Meaning:
    if message.migrate_to_chat_id is not None:
        return Moved(str(message.chat.id), str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(str(message.migrate_from_chat_id), str(message.chat.id))
    return _personal(message, account, key) if _own_chat(message.chat, message) else Unknown()


def _personal(message: Message, account: str, key: str) -> Meaning:
    started = START.fullmatch(message.text or "")
    if code := find_code((started[1] or "") if started else message.text or ""):
        return Introduced(Person(NAME, account, str(message.chat.id)), code)
    if started and started[1] and started[1].strip():
        return _started(started[1].strip(), message)
    kind, media = (Kind.START, None) if started else _content(message)
    if kind is None:
        return Unknown()
    text = "" if started else clean(message.text or message.caption or "")
    if kind is Kind.TEXT and not text:
        return Unknown()
    return Said(_event(message, account, key, kind, text), media, _language(message))


def _edited(message: Message, account: str, key: str) -> Meaning:
    """Only words can be revised: an edited caption or a moving location says nothing new."""
    text = clean(message.text or "")
    if not text or text.startswith("/start") or not _own_chat(message.chat, message):
        return Unknown()
    event = _event(message, account, key, Kind.TEXT, text, revises=True)
    return Said(event, None, _language(message))


def _tap(tap: Tap, account: str, now: datetime) -> Tapped | CardTapped:
    """One answer a keyboard: the message names the event, so a second tap is the same event again."""
    message = tap.message
    if tap.data and tap.data.startswith(BUTTON):
        place = f"{message.chat.id}:{message.message_id}" if message else ""
        return CardTapped(tap.id, DeskTap(Person(NAME, account, str(tap.sender.id)), place, tap.data))
    if message is None or message.chat.type != PRIVATE or message.chat.id != tap.sender.id:
        return Tapped(tap.id, None, str(tap.sender.id), None, tap.sender.language_code)
    said = clean(label(message.reply_markup, tap.data))
    reference = f"{message.chat.id}:{message.message_id}"
    address = str(message.chat.id)
    if not said:
        return Tapped(tap.id, None, address, message.message_id, tap.sender.language_code)
    event = InboundEvent(NAME, account, f"tap:{reference}", address, Kind.TEXT, now, text=said)
    return Tapped(tap.id, event, address, message.message_id, tap.sender.language_code)


def _member(change: Membership) -> Member:
    return Member(str(change.chat.id), change.new_chat_member.status)


def _started(payload: str, message: Message) -> Started:
    token = payload if PAYLOAD.fullmatch(payload) else None
    at = datetime.fromtimestamp(message.date, UTC)
    return Started(token, str(message.chat.id), at, _language(message))


def _content(message: Message) -> tuple[Kind | None, MediaRef | None]:
    if message.text:
        return Kind.TEXT, None
    voice = message.voice or message.audio or message.video_note
    document = message.document
    if voice is None and document and (document.mime_type or "").startswith("audio/"):
        voice = document
    if voice:
        return Kind.VOICE, _media(Kind.VOICE, voice)
    if message.photo:
        return Kind.IMAGE, _media(Kind.IMAGE, message.photo[-1])
    if document or message.video:
        return Kind.FILE, _media(Kind.FILE, document or message.video)
    if message.sticker:
        return Kind.STICKER, None
    return (Kind.LOCATION, None) if message.location is not None else (None, None)


def _media(kind: Kind, stored: Stored | None) -> MediaRef | None:
    return MediaRef(kind.value, stored.file_id, stored.mime_type, stored.duration, None) if stored else None


def _event(
    message: Message, account: str, key: str, kind: Kind, text: str, revises: bool = False
) -> InboundEvent:
    reference = f"{message.chat.id}:{message.message_id}"
    return InboundEvent(
        channel=NAME,
        account=account,
        external_id=key,
        address=str(message.chat.id),
        kind=kind,
        occurred_at=datetime.fromtimestamp(message.edit_date or message.date, UTC),
        text=text,
        reference=reference,
        revises=reference if revises else None,
    )


def _own_chat(chat: Chat, message: Message) -> bool:
    """A private chat, and its own person speaking: interviews are held nowhere else."""
    return chat.type == PRIVATE and (message.sender is None or message.sender.id == chat.id)


def _language(message: Message) -> str | None:
    return message.sender.language_code if message.sender else None
