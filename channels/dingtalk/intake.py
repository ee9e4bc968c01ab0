"""From a robot message or a tap to the house, the same for callbacks and Stream: safe first, courtesies after."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from channels.contract import InboundEvent, Kind, LinkState
from channels.desk import Desk, Person, find_code
from channels.dingtalk.cards import Cards, parse_tap
from channels.dingtalk.choices import Choices
from channels.dingtalk.group_cards import tapped
from channels.dingtalk.messages import NAME, Incoming, InGroup, Outside, Said, Session, parse
from channels.dingtalk.sessions import Sessions
from channels.invitation import answer_to, find_token, start_id
from channels.platform import PlatformGateway, UnknownAddress

STRANGE_LINK = b'{"link":"refused"}'
"""Kept in place of a refused link, which may be good for somebody else."""


@dataclass(frozen=True)
class Refuse:
    """Tell a stranger that this way is closed, or how to prove whose it is, and nothing more. `word` is a key."""

    session: Session
    word: str = "refusal"


@dataclass(frozen=True)
class Close:
    """Show on a card what was chosen."""

    card: str
    label: str


@dataclass(frozen=True)
class Tell:
    """What the house says to somebody of HR."""

    session: Session
    text: str


@dataclass(frozen=True)
class Whisper:
    """What only the person who tapped is told; what went well the card shows to all."""

    address: str
    text: str


Courtesy = Refuse | Close | Tell | Whisper


def utc_now() -> datetime:
    """The time of arrival."""
    return datetime.now(UTC)


class Intake:
    """Makes one robot's messages safe."""

    def __init__(
        self,
        gateway: PlatformGateway,
        desk: Desk,
        account: str,
        sessions: Sessions,
        choices: Choices,
        cards: Cards | None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._gateway = gateway
        self._desk = desk
        self._account = account
        self._sessions = sessions
        self._choices = choices
        self._cards = cards
        self._now = now

    async def take(self, body: bytes) -> Courtesy | None:
        """Store one message; what is due to the person then. Raises `BadCallback` or `Unavailable`, nothing stored."""
        message = parse(body, self._account)
        if isinstance(message.meaning, Said):
            return await self._said(message.meaning, message.key, body)
        if isinstance(message.meaning, InGroup):
            await self._seen(message.meaning)
        new = await self._keep(message.key, body)
        return self._refusal(_session(message)) if new else None

    async def take_tap(self, body: bytes, key: str) -> Courtesy | None:
        """Store one tap on a card; a tap that is not its person's is kept as unknown."""
        tap = parse_tap(body)
        if tap and (pressed := await tapped(self._gateway, self._account, tap)):
            told = await self._desk.tapped(pressed)
            return None if told.done else Whisper(tap.address, told.text)
        label = await self._cards.label(tap) if tap and self._cards else None
        if tap is None or label is None:
            await self._keep(key, body)
            return None
        event = InboundEvent(
            NAME, self._account, f"card:{tap.card}", tap.address, Kind.TEXT, self._now(), text=label
        )
        try:
            accepted = await self._gateway.accept(event)
        except UnknownAddress:
            await self._keep(key, body)
            return None
        return None if accepted.duplicate else Close(tap.card, label)

    async def take_event(self, body: bytes, key: str) -> None:
        """Keep an event of the organisation."""
        await self._keep(key, body)

    async def _seen(self, group: InGroup) -> None:
        name = f"group:{group.conversation_id}"
        if await self._gateway.recall(NAME, self._account, name) is None:
            await self._gateway.remember(NAME, self._account, name, self._now().isoformat())

    async def _said(self, said: Said, key: str, body: bytes) -> Courtesy | None:
        event = said.event
        await self._sessions.keep(event.address, said.session)
        if code := find_code(event.text):
            told = await self._desk.introduced(Person(NAME, self._account, event.address), code)
            return Tell(said.session, told.text) if said.session else Whisper(event.address, told.text)
        token = find_token(event.text)
        if token:
            state = await self._bound(token, event)
            if state is None:
                return None
            new = await self._keep(key, STRANGE_LINK)
            return self._refusal(said.session, state) if new else None
        try:
            await self._accept(said)
        except UnknownAddress as unknown:
            new = await self._keep(key, body)
            return self._refusal(said.session, unknown.state) if new else None
        return None

    async def _bound(self, token: str, event: InboundEvent) -> LinkState | None:
        """Why not; None when it is."""
        state = await self._gateway.bind(token, NAME, self._account, event.address)
        if state is None:
            start = replace(event, kind=Kind.START, text="", external_id=start_id(token, event.address))
            await self._gateway.accept(start)
        return state

    async def _accept(self, said: Said) -> None:
        if said.media is not None:
            await self._gateway.fetch_later(said.event, said.media)
            return
        text = await self._choices.meant(said.event.address, said.event.text)
        await self._gateway.accept(replace(said.event, text=text))

    def _refusal(self, session: Session | None, state: LinkState | None = None) -> Refuse | None:
        if session is None or not self._sessions.usable(session):
            return None
        return Refuse(session, answer_to(state, "refusal"))

    async def _keep(self, key: str, payload: bytes) -> bool:
        return await self._gateway.keep_raw(NAME, self._account, key, payload.replace(b"\x00", b""))


def _session(message: Incoming) -> Session | None:
    return message.meaning.session if isinstance(message.meaning, Outside) else None
