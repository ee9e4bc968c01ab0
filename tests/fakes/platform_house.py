"""A house with open invitations and no walls: what `PlatformGateway` needs, in memory."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from channels.contract import Accepted, InboundEvent, Kind, LinkState
from channels.errors import Unavailable
from channels.platform import MediaRef, UnknownAddress

Reply = Callable[[InboundEvent], Awaitable[None]]


@dataclass
class PlatformHouse:
    """`reply` is called after each new event. `invitations` open once; `away` is a database that cannot be reached."""

    invitations: dict[str, LinkState | None] = field(default_factory=dict)
    away: bool = False
    events: list[InboundEvent] = field(default_factory=list)
    media: list[MediaRef] = field(default_factory=list)
    raw: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    bound: dict[tuple[str, str, str], str] = field(default_factory=dict)
    duplicates: int = 0
    reply: Reply | None = None

    @property
    def empty(self) -> bool:
        """Nothing at all was stored."""
        return not (self.events or self.raw or self.facts or self.bound)

    def said(self) -> list[tuple[Kind, str]]:
        """What came in after the first start, in order."""
        return [(e.kind, e.text) for e in self.events if not e.external_id.startswith("start:")]

    async def bind(self, token: str, channel: str, account: str, address: str) -> LinkState | None:
        """An invitation belongs to the first address that opens it."""
        self._present()
        state = self.invitations.get(token, LinkState.UNKNOWN)
        if state is not None:
            return state
        if token in self.bound.values() and self.bound.get((channel, account, address)) != token:
            return LinkState.REVOKED
        self.bound[channel, account, address] = token
        return None

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store an event once."""
        self._present()
        if (event.channel, event.account, event.address) not in self.bound:
            raise UnknownAddress
        same = [old for old in self.events if _identity(old) == _identity(event)]
        if same:
            self.duplicates += 1
            return Accepted(self.events.index(same[0]) + 1, duplicate=True)
        self.events.append(event)
        number = len(self.events)
        if self.reply:
            await self.reply(event)
        return Accepted(number, duplicate=False)

    async def fetch_later(self, event: InboundEvent, media: MediaRef) -> Accepted:
        """Store an event whose bytes are still away."""
        accepted = await self.accept(replace(event))
        if not accepted.duplicate:
            self.media.append(media)
        return accepted

    async def keep_raw(self, channel: str, account: str, key: str, payload: bytes) -> bool:
        """Keep a payload once."""
        self._present()
        new = (channel, account, key) not in self.raw
        self.raw.setdefault((channel, account, key), payload)
        return new

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a fact."""
        self._present()
        self.facts[name] = value

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        self._present()
        return self.facts.get(name)

    async def send_failed(self, channel: str, account: str, platform_id: str, code: str) -> None:
        """A message that was taken has failed."""
        self._present()
        self.failed.append((platform_id, code))

    def _present(self) -> None:
        if self.away:
            raise Unavailable


def _identity(event: InboundEvent) -> tuple[str, str, str]:
    return event.channel, event.account, event.external_id
