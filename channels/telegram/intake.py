"""From an update to the house, the same for webhook and polling: safe first, courtesies after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from channels.contract import InboundEvent, Kind, LinkState
from channels.desk import Desk, Told
from channels.invitation import answer_to, start_id
from channels.platform import MediaRef, PlatformGateway, UnknownAddress
from channels.telegram.updates import (
    NAME,
    CardTapped,
    Introduced,
    Member,
    Moved,
    Said,
    Started,
    Tapped,
    Unknown,
    parse,
)

STRANGE_START = b'{"start":"refused"}'
"""Kept in place of a refused `/start`, which may hold a token that is good for somebody else."""


@dataclass(frozen=True)
class Refuse:
    """Tell a stranger that this way is closed, or how to prove whose it is, and nothing more. `word` is a key."""

    address: str
    language: str | None
    word: str = "refusal"


@dataclass(frozen=True)
class Acknowledge:
    """Stop a tapped button from waiting. The message then loses its buttons; a `stale` tap is told so."""

    tap_id: str
    address: str
    message_id: int | None
    language: str | None
    stale: bool


@dataclass(frozen=True)
class Tell:
    """What the house says to somebody of HR: over the tapped button (`tap_id`), else in their own chat."""

    told: Told
    address: str
    tap_id: str | None = None


Courtesy = Refuse | Acknowledge | Tell


def utc_now() -> datetime:
    """The time of arrival."""
    return datetime.now(UTC)


class Intake:
    """Makes one bot's updates safe."""

    def __init__(
        self,
        gateway: PlatformGateway,
        desk: Desk,
        account: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._gateway = gateway
        self._desk = desk
        self._account = account
        self._now = now

    async def take(self, body: bytes) -> Courtesy | None:
        """Store one update; what is due to the person then. Raises `BadCallback` or `Unavailable`, nothing stored."""
        update = parse(body, self._account, self._now())
        meaning = update.meaning
        if isinstance(meaning, Said):
            return await self._said(meaning, update.key, body)
        if isinstance(meaning, Tapped):
            return await self._tapped(meaning, update.key, body)
        if isinstance(meaning, Started):
            return await self._started(meaning, update.key)
        if isinstance(meaning, CardTapped):
            told = await self._desk.tapped(meaning.tap)
            return Tell(told, meaning.tap.person.id, meaning.tap_id)
        if isinstance(meaning, Introduced):
            return Tell(await self._desk.introduced(meaning.person, meaning.code), meaning.person.id)
        await self._noted(meaning, update.key, body)
        return None

    async def _started(self, started: Started, key: str) -> Courtesy | None:
        state = await self._bound(started.token, started) if started.token else LinkState.UNKNOWN
        if state is None:
            return None
        new = await self._keep(key, STRANGE_START)
        return Refuse(started.address, started.language, answer_to(state, "refusal")) if new else None

    async def _bound(self, token: str, started: Started) -> LinkState | None:
        """Why not; None when it is."""
        state = await self._gateway.bind(token, NAME, self._account, started.address)
        if state is None:
            key = start_id(token, started.address)
            await self._gateway.accept(
                InboundEvent(NAME, self._account, key, started.address, Kind.START, started.at)
            )
        return state

    async def _said(self, said: Said, key: str, body: bytes) -> Courtesy | None:
        try:
            await self._accept(said.event, said.media)
        except UnknownAddress as unknown:
            new = await self._keep(key, body)
            word = answer_to(unknown.state, "refusal")
            return Refuse(said.event.address, said.language, word) if new else None
        return None

    async def _accept(self, event: InboundEvent, media: MediaRef | None) -> None:
        if media is None:
            await self._gateway.accept(event)
        else:
            await self._gateway.fetch_later(event, media)

    async def _tapped(self, tapped: Tapped, key: str, body: bytes) -> Courtesy:
        taken = tapped.event is not None and await self._taken(tapped.event)
        if not taken:
            await self._keep(key, body)
        return Acknowledge(tapped.tap_id, tapped.address, tapped.message_id, tapped.language, not taken)

    async def _taken(self, event: InboundEvent) -> bool:
        try:
            await self._gateway.accept(event)
        except UnknownAddress:
            return False
        return True

    async def _noted(self, meaning: Member | Moved | Unknown, key: str, body: bytes) -> None:
        if isinstance(meaning, Moved):
            await self._gateway.remember(NAME, self._account, f"moved:{meaning.old}", meaning.new)
        elif isinstance(meaning, Member):
            await self._gateway.remember(NAME, self._account, f"member:{meaning.chat}", meaning.status)
        await self._keep(key, body)

    async def _keep(self, key: str, payload: bytes) -> bool:
        return await self._gateway.keep_raw(NAME, self._account, key, payload)
