"""What the platform channels (WeCom, DingTalk, Telegram) need from the house, beyond what the web page needs.

People arrive there with an invitation token and keep an address of the platform's own; media are fetched after the
webhook has been answered; small facts (cursors, moved chats) must outlive the process.
"""

from dataclasses import dataclass
from typing import Protocol

from channels.contract import Accepted, InboundEvent, LinkState


class UnknownAddress(LookupError):
    """Nobody was ever bound to the address an event came from; nothing was stored.

    `state` is why, where that person has opened a link that somebody else holds: CHECK, WRONG or LOCKED.
    """

    def __init__(self, channel: str = "", state: LinkState | None = None) -> None:
        super().__init__(channel)
        self.state = state


@dataclass(frozen=True)
class MediaRef:
    """Bytes still at the platform. `ref` is its id for them, `transcript` the platform's own reading of a voice."""

    kind: str
    ref: str
    mime: str | None
    seconds: float | None
    transcript: str | None


class PlatformGateway(Protocol):
    """The house as a platform channel sees it. Every method raises `channels.errors.Unavailable` without a database."""

    async def bind(self, token: str, channel: str, account: str, address: str) -> LinkState | None:
        """Tie an address to the invitation; None: bound, and the caller sends START itself by `accept(kind=START)`.

        CHECK: somebody else holds it. Ask for the last four digits of the phone; they come in by `accept`, which binds
        and makes START of them when they are right. Safe to repeat with the same token and address.
        """
        ...

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job in one commit. Raises `UnknownAddress` when nobody was bound there."""
        ...

    async def keep_raw(self, channel: str, account: str, key: str, payload: bytes) -> bool:
        """Store a verified event that means nothing to us, once; False if it is known."""
        ...

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a small fact durably: a cursor, a moved chat id."""
        ...

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        ...

    async def fetch_later(self, event: InboundEvent, media: MediaRef) -> Accepted:
        """Store an event whose bytes a job will fetch. Raises `UnknownAddress` like `accept`."""
        ...

    async def send_failed(self, channel: str, account: str, platform_id: str, code: str) -> None:
        """The platform reports later that a message it had taken was not delivered."""
        ...
