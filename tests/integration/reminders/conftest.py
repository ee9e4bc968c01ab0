"""A candidate on a chat of our own making, who falls silent; SMS and e-mail that are only noted."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from backend.intake.platforms import PlatformHouse
from backend.letters.ports import Letter
from backend.letters.post import PostOffice, Way
from backend.letters.sender import LetterSender
from backend.outbox.conversation_sender import ConversationSender
from backend.outbox.deliver import Outbox
from backend.outbox.pace import Pace
from backend.recruiting import applications, invitations
from backend.reminders.remind import Reminders
from backend.store import tables
from backend.store.states import SendStatus
from backend.turns.handle import Turns
from backend.turns.listening import Listening
from channels.contract import (
    Capabilities,
    Idempotency,
    InboundEvent,
    Kind,
    OutboundMessage,
    ReplyWindow,
    SendResult,
)
from channels.errors import SendError
from tests.integration.conftest import Street


@dataclass
class Chat:
    """A messenger that notes what is said."""

    name: str
    capabilities: Capabilities
    said: list[str] = field(default_factory=list)
    fault: SendError | None = None

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        if self.fault is not None:
            raise self.fault
        self.said.append(message.text)
        return SendResult(str(message.id))


@dataclass
class Notebook:
    """A carrier that notes what is sent."""

    idempotency: Idempotency = Idempotency.KEY
    sent: list[Letter] = field(default_factory=list)
    fault: SendError | None = None

    async def send(self, letter: Letter) -> SendResult:
        if self.fault is not None:
            raise self.fault
        self.sent.append(letter)
        return SendResult(f"n{len(self.sent)}")


def capabilities(*, initiates: bool, window: ReplyWindow | None = None) -> Capabilities:
    return Capabilities(
        2000, buttons=False, voice_in=False, can_initiate=initiates, reply_window=window,
        idempotency=Idempotency.KEY,
    )  # fmt: skip


@dataclass
class Quarter:
    """The street, seen from one candidate and the hours that pass."""

    street: Street
    open_chat: Chat
    kf: Chat
    sms: Notebook
    email: Notebook
    reminders: Reminders
    outbox: Outbox
    turns: Turns
    platforms: PlatformHouse

    async def invite(
        self, language: str = "zh", phone: str | None = "13800138000", email: str | None = None,
        site: str = "suzhou", timezone: str | None = None,
    ) -> tuple[UUID, str]:  # fmt: skip
        async with self.street.database.unit_of_work() as session:
            new = applications.NewApplication(
                "小王", "assembler", site, "test", str(uuid4()), phone=phone, email=email, language=language
            )
            application, _ = await applications.create(session, self.street.clock, new)
            (await session.get_one(tables.Candidate, application.candidate_id)).timezone = timezone
            token = await invitations.invite(session, self.street.clock, application)
        return application.id, token

    async def enter(self, chat: Chat, token: str, address: str = "7") -> UUID:
        """Open the link in a chat, and be greeted."""
        assert await self.platforms.bind(token, chat.name, "a", address) is None
        await self.say(chat, "", Kind.START, address)
        async with self.street.database.reading() as session:
            wanted = select(tables.Address.conversation_id).filter_by(channel=chat.name, address=address)
            return (await session.exec(wanted)).one()

    async def say(self, chat: Chat, text: str, kind: Kind = Kind.TEXT, address: str = "7") -> None:
        self.street.clock.move(seconds=30)
        event = InboundEvent(chat.name, "a", str(uuid4()), address, kind, self.street.clock.now(), text=text)
        await self.platforms.accept(event)
        async with self.street.database.reading() as session:
            wanted = select(tables.Address.conversation_id).filter_by(channel=chat.name, address=address)
            conversation = (await session.exec(wanted)).one()
        await self.turns.handle(conversation_id=str(conversation))

    async def says(self, chat: Chat, text: str) -> str:
        """Say it, and hear what is answered."""
        await self.say(chat, text)
        return chat.said[-1]

    async def pass_hours(self, hours: float, every: float = 0.5) -> None:
        """Let time go by, looking and sending as a worker would."""
        for _ in range(round(hours / every)):
            self.street.clock.move(hours=every)
            await self.work()

    async def work(self) -> None:
        await self.reminders.sweep()
        await self.deliver()

    async def deliver(self) -> None:
        async with self.street.database.reading() as session:
            waiting = select(tables.Outbox.destination).where(col(tables.Outbox.status) == SendStatus.PENDING)
            destinations = set(await session.exec(waiting))
        for destination in destinations:
            await self.outbox.deliver(destination=destination)

    async def statuses(self) -> list[str]:
        async with self.street.database.reading() as session:
            rows = await session.exec(select(tables.Outbox).order_by(col(tables.Outbox.id)))
            return [row.status for row in rows if row.key.startswith("reminder:")]


@pytest.fixture
def quarter(street: Street) -> Quarter:
    open_chat = Chat("open", capabilities(initiates=True))
    kf = Chat("kf", capabilities(initiates=False, window=ReplyWindow(48 * 3600, 5)))
    web = Chat("web", capabilities(initiates=False))
    channels = {chat.name: chat for chat in (open_chat, kf, web)}
    sms, email = Notebook(), Notebook()
    database, queue, clock, shelf = street.database, street.queue, street.clock, street.shelf
    letters = LetterSender(database, shelf, {Way.SMS: sms, Way.EMAIL: email}, public_url="https://hr.example")
    conversation = ConversationSender(database, clock, shelf, channels, Pace(database, clock))
    outbox = Outbox(database, queue, clock, {"conversation": conversation, "sms": letters, "email": letters})
    post = PostOffice(queue, clock, (Way.SMS, Way.EMAIL))
    return Quarter(
        street=street,
        open_chat=open_chat,
        kf=kf,
        sms=sms,
        email=email,
        reminders=Reminders(database, queue, clock, shelf, channels, post),
        outbox=outbox,
        turns=Turns(database, clock, street.dialogue, outbox, Listening(queue, clock, 0)),
        platforms=PlatformHouse(database, queue, clock),
    )
