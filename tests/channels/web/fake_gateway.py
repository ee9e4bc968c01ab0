"""A house with one or two candidates and no walls: what the web channel's `Gateway` port needs, in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from channels.contract import Accepted, InboundEvent, Kind, LinkState, Shown, View, WebSession
from channels.errors import Unavailable

TOKEN = "tok-abcdefghijklmnop"
OTHER = "tok-other-candidate"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

Reply = Callable[["FakeGateway", InboundEvent], None]


def session(conversation: str = "conv-1", language: str = "zh") -> WebSession:
    return WebSession(conversation, "acme", f"web:{conversation}", language, "明辉电子", "装配工")


@dataclass
class FakeGateway:
    """`reply` is called after each new event and may `say` things at once or start to think."""

    links: dict[str, WebSession | LinkState] = field(default_factory=dict)
    reply: Reply | None = None
    now: Callable[[], datetime] = lambda: NOON
    events: list[InboundEvent] = field(default_factory=list)
    media: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)
    away: bool = False
    mute: bool = False
    asked: list[str] = field(default_factory=list)
    holders: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, list[Shown]] = field(default_factory=dict)
    _stored: dict[str, int] = field(default_factory=dict)
    _thinking: set[str] = field(default_factory=set)
    _signals: dict[str, set[asyncio.Event]] = field(default_factory=dict)
    _last_id: int = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def say(
        self,
        text: str,
        choices: tuple[str, ...] = (),
        conversation: str = "conv-1",
        mine: bool = False,
        kind: Kind = Kind.TEXT,
        number: int | None = None,
        ago: timedelta = timedelta(0),
    ) -> Shown:
        line = Shown(number or self.next_id(), mine, kind, text, choices, self.now() - ago)
        self._lines.setdefault(conversation, []).append(line)
        self.signal(conversation)
        return line

    def think(self, now: bool, conversation: str = "conv-1") -> None:
        (self._thinking.add if now else self._thinking.discard)(conversation)
        self.signal(conversation)

    def signal(self, conversation: str) -> None:
        for waiting in () if self.mute else self._signals.get(conversation, ()):
            waiting.set()

    def listeners(self, conversation: str = "conv-1") -> int:
        return len(self._signals.get(conversation, ()))

    async def accept(self, event: InboundEvent) -> Accepted:
        self._present()
        if event.external_id in self._stored:
            return Accepted(self._stored[event.external_id], True)
        number = self.next_id()
        self._stored[event.external_id] = number
        self.events.append(event)
        conversation = event.address.removeprefix("web:")
        if event.kind is not Kind.START:
            self.say(event.text, (), conversation, mine=True, kind=event.kind, number=number)
        if self.reply:
            self.reply(self, event)
        return Accepted(number, False)

    async def store_media(self, conversation_id: str, content: bytes, mime: str) -> str:
        self._present()
        media_id = f"media-{len(self.media) + 1}"
        self.media[media_id] = (conversation_id, content, mime)
        return media_id

    async def prove(self, token: str, device: str, digits: str) -> LinkState | None:
        self._present()
        if digits != "8000":
            return LinkState.WRONG
        self.holders[token] = device
        return None

    async def open_link(self, token: str, device: str = "", *, claims: bool = True) -> WebSession | LinkState:
        self.asked.append(token)
        self._present()
        if claims:
            self.holders.setdefault(token, device)
        if self.holders.get(token, device) != device:
            return LinkState.CHECK
        return self.links.get(token, LinkState.UNKNOWN)

    async def look(self, conversation_id: str, after: int) -> View:
        self._present()
        lines = [line for line in self._lines.get(conversation_id, []) if line.id > after]
        return View(sorted(lines, key=lambda line: line.id)[:500], conversation_id in self._thinking)

    async def changes(self, conversation_id: str) -> AsyncIterator[None]:
        signal = asyncio.Event()
        self._signals.setdefault(conversation_id, set()).add(signal)
        try:
            while True:
                await signal.wait()
                signal.clear()
                yield
        finally:
            self._signals[conversation_id].discard(signal)

    def _present(self) -> None:
        if self.away:
            raise Unavailable
