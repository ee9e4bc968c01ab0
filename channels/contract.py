"""What every channel speaks: the inbound event, the outbound message, capabilities and the ports it needs.

Nothing here belongs to one platform. A channel turns platform bytes into `InboundEvent`s and `OutboundMessage`s into
platform calls; what an event means is decided elsewhere.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable


class Kind(StrEnum):
    """What a person sent. `START` is the first opening of an invitation, before any word."""

    START = "start"
    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"


@dataclass(frozen=True)
class InboundEvent:
    """One verified thing a person did on a channel.

    `external_id` is unique within (`channel`, `account`): the same event twice is stored once.
    `seen` is the id of the newest message of ours that the person had certainly read when sending, if the channel knows.
    `media_id` names bytes already stored (see `Gateway.store_media`); `text` is empty then.
    `reference` is the platform's own name of the message, where it can be edited later; an edit is an event of its own
    whose `revises` is the `reference` of what it replaces.
    """

    channel: str
    account: str
    external_id: str
    address: str
    kind: Kind
    occurred_at: datetime
    text: str = ""
    media_id: str | None = None
    seen: int | None = None
    reference: str | None = None
    revises: str | None = None


@dataclass(frozen=True)
class Choice:
    """A quick reply: tapping it says `text`."""

    text: str


@dataclass(frozen=True)
class OutboundMessage:
    """One message to one address. `id` is our outbox id, the idempotency key where a platform takes one."""

    id: int
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class CardButton:
    """One decision that a card offers. `value` comes back with a tap; `url` asks for the same in a browser."""

    text: str
    value: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One line of a digest, and where to read on."""

    text: str
    url: str


@dataclass(frozen=True)
class Card:
    """A group card for HR. `plain` says the same in text, for platforms without cards. A digest has `entries`.

    `revision` grows with every change of a posted card.
    """

    id: int
    title: str
    lines: tuple[str, ...]
    link_text: str
    link_url: str
    plain: str
    buttons: tuple[CardButton, ...] = ()
    entries: tuple[Entry, ...] = ()
    revision: int = 0


class Idempotency(StrEnum):
    """What a platform offers against a double send: nothing, a check on content, or a key of ours."""

    NONE = "none"
    CONTENT = "content"
    KEY = "key"


class Buttons(StrEnum):
    """What becomes of a `Choice`: nothing but text, a menu whose taps come back as text, or taps of their own."""

    NONE = "none"
    MENU = "menu"
    CALLBACK = "callback"


@dataclass(frozen=True)
class ReplyWindow:
    """How long (seconds) and how often we may answer one message of a person."""

    seconds: int
    count: int


@dataclass(frozen=True)
class Allowance:
    """Messages we allow ourselves: `count` in `seconds`, at most `burst` of them at once.

    In any stretch of `seconds` at most `count + burst` go out, which must stay below the platform's limit.
    """

    count: int
    seconds: float
    burst: int


@dataclass(frozen=True)
class Capabilities:
    """What a channel can carry. `max_bytes` counts UTF-8 bytes of text in one message.

    `can_initiate`: a known address can be written to at any time, not only in answer. Voice formats name the
    containers that come in and may go out; `edit`: people can change what they have sent;
    `markdown` names the platform's dialect. Paces are what we allow ourselves for the whole account and for one person.
    """

    max_bytes: int
    buttons: bool
    voice_in: bool
    can_initiate: bool
    reply_window: ReplyWindow | None = None
    idempotency: Idempotency = Idempotency.NONE
    redact: tuple[str, ...] = field(default=())
    button_kind: Buttons = Buttons.NONE
    voice_formats_in: tuple[str, ...] = ()
    voice_formats_out: tuple[str, ...] = ()
    edit: bool = False
    markdown: str | None = None
    account_pace: tuple[Allowance, ...] = ()
    chat_pace: tuple[Allowance, ...] = ()


@dataclass(frozen=True)
class SendResult:
    """The platform's own id of the message, if it gave one, and how many of its messages ours became."""

    platform_id: str | None = None
    parts: int = 1


class Channel(Protocol):
    """A messenger that can deliver to a person's address."""

    name: str
    capabilities: Capabilities

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Deliver one message. Raises a `channels.errors.SendError`."""
        ...


GROUP_PACE: Final[tuple[Allowance, ...]] = (Allowance(14, 60.0, 4),)
"""All three platforms let 20 messages a minute into a group; WeCom and DingTalk punish the 21st."""


@runtime_checkable
class HandsOver(Protocol):
    """A channel whose platform can give a chat to a colleague; how it comes back is the channel's business."""

    async def hand_over(self, address: str) -> None:
        """Give the chat at this address away; we are silent there until it comes back. Raises a SendError."""
        ...


class GroupSender(Protocol):
    """A way to post a card into a group of HR people. `idempotency` is what the platform offers for posts."""

    name: str
    idempotency: Idempotency
    pace: tuple[Allowance, ...]

    async def post(self, card: Card) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`."""
        ...


@runtime_checkable
class EditableGroup(Protocol):
    """A group whose cards can be changed after they were posted."""

    async def edit(self, posted: str, card: Card) -> None:
        """Show `card` in place of the one whose `SendResult.platform_id` is `posted`; safe to repeat. Raises SendError."""
        ...


@dataclass(frozen=True)
class Accepted:
    """An event is safe in the database. `message_id` is its `Shown.id`; `duplicate`: it was stored before."""

    message_id: int
    duplicate: bool


@dataclass(frozen=True)
class Shown:
    """One line of the conversation as a chat page shows it.

    `id` grows over both sides together, in the order in which lines become visible: who has seen one has seen all
    smaller ones.
    """

    id: int
    mine: bool
    kind: Kind
    text: str
    choices: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class View:
    """A look at a conversation: new lines, oldest first and at most 500, and whether something is still unanswered."""

    lines: list[Shown]
    thinking: bool


@dataclass(frozen=True)
class WebSession:
    """An opened invitation link. `conversation_id` never leaves the server."""

    conversation_id: str
    account: str
    address: str
    language: str
    company: str
    position: str


class LinkState(StrEnum):
    """Why an invitation link cannot be used.

    `CHECK`: another browser or messenger holds it; who knows the last four digits of the person's phone is that person.
    `WRONG`: those were not the digits. `LOCKED`: no more tries, or no phone on record; a person must help.
    """

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CHECK = "check"
    WRONG = "wrong"
    LOCKED = "locked"


class Gateway(Protocol):
    """What the doors need from the house: make things safe, and show what was said."""

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job in one commit. Raises `channels.errors.Unavailable` when the database is away."""
        ...

    async def store_media(self, conversation_id: str, content: bytes, mime: str) -> str:
        """Keep bytes for this conversation and return their media id."""
        ...

    async def open_link(self, token: str, device: str = "", *, claims: bool = True) -> WebSession | LinkState:
        """Look an invitation token up for this browser (empty: one that keeps no cookies).

        The first that `claims` it holds it from then on.
        """
        ...

    async def prove(self, token: str, device: str, digits: str) -> LinkState | None:
        """Try the last four digits of the phone; None: this browser holds the link too."""
        ...

    async def look(self, conversation_id: str, after: int) -> View:
        """What has been said on either side with an id greater than `after`, and whether an answer is due."""
        ...

    def changes(self, conversation_id: str) -> AsyncIterator[None]:
        """Yield whenever what `look` sees may have changed."""
        ...
