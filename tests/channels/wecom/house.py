"""A house in memory: what `PlatformGateway` promises, and one reply to everything that is said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from channels.contract import Accepted, InboundEvent, LinkState
from channels.errors import Unavailable
from channels.platform import MediaRef, UnknownAddress

TOKEN = "tok_abcdefghijklmnopqrstuvwxyz01"
Reply = Callable[[InboundEvent], Awaitable[None]]


@dataclass
class House:
    links: dict[str, LinkState | None] = field(default_factory=lambda: {TOKEN: None})
    away: bool = False
    reply: Reply | None = None
    events: list[InboundEvent] = field(default_factory=list)
    media: list[tuple[InboundEvent, MediaRef]] = field(default_factory=list)
    raw: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    facts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    failed: list[tuple[str, str, str, str]] = field(default_factory=list)
    bound: set[tuple[str, str, str]] = field(default_factory=set)
    die_after: int | None = None
    """Counts stored events down; at 0 the database goes away."""
    _stored: dict[tuple[str, str, str], int] = field(default_factory=dict)

    async def bind(self, token: str, channel: str, account: str, address: str) -> LinkState | None:
        self._present()
        state = self.links.get(token, LinkState.UNKNOWN)
        if state is None:
            self.bound.add((channel, account, address))
        return state

    async def accept(self, event: InboundEvent) -> Accepted:
        self._present()
        if (event.channel, event.account, event.address) not in self.bound:
            raise UnknownAddress(event.channel)
        key = (event.channel, event.account, event.external_id)
        if key in self._stored:
            return Accepted(self._stored[key], True)
        if self.die_after is not None:
            self.die_after -= 1
            self.away = self.die_after < 0
            self._present()
        self._stored[key] = len(self._stored) + 1
        self.events.append(event)
        if self.reply:
            await self.reply(event)
        return Accepted(self._stored[key], False)

    async def keep_raw(self, channel: str, account: str, key: str, payload: bytes) -> bool:
        self._present()
        known = (channel, account, key) in self.raw
        self.raw.setdefault((channel, account, key), payload)
        return not known

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        self._present()
        self.facts[channel, account, name] = value

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        self._present()
        return self.facts.get((channel, account, name))

    async def fetch_later(self, event: InboundEvent, media: MediaRef) -> Accepted:
        accepted = await self.accept(event)
        if not accepted.duplicate:
            self.media.append((event, media))
        return accepted

    async def send_failed(self, channel: str, account: str, platform_id: str, code: str) -> None:
        self._present()
        self.failed.append((channel, account, platform_id, code))

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if event.text]

    def _present(self) -> None:
        if self.away:
            raise Unavailable
