"""A whole house on a real database, with the world outside replaced at the ports."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from actions.house import House
from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.intake.bell import Bell
from backend.intake.gateway import HouseGateway
from backend.media.files import MediaFiles
from backend.outbox.conversation_sender import ConversationSender
from backend.outbox.deliver import Outbox
from backend.outbox.pace import Pace
from backend.recruiting import applications, invitations
from backend.store.queue import Queue
from backend.store.unit_of_work import Database
from backend.turns.handle import Turns
from backend.turns.listening import Listening
from channels.contract import InboundEvent, Kind, WebSession
from channels.web.channel import WebChannel
from tests.conftest import MovableClock
from tests.fakes.dialogue import PlainDialogue


@dataclass
class Street:
    """One house and one candidate before its door."""

    database: Database
    queue: Queue
    clock: MovableClock
    shelf: Shelf
    gateway: HouseGateway
    dialogue: PlainDialogue
    turns: Turns
    outbox: Outbox
    house: House
    media: MediaFiles

    async def invite(
        self, language: str = "zh", position: str = "assembler", site: str = "suzhou"
    ) -> WebSession:
        async with self.database.unit_of_work() as session:
            new = applications.NewApplication("小王", position, site, "test", str(uuid4()), language=language)
            application, _ = await applications.create(session, self.clock, new)
            token = await invitations.invite(session, self.clock, application)
        opened = await self.gateway.open_link(token)
        assert isinstance(opened, WebSession)
        return opened

    async def send(self, to: WebSession, text: str, kind: Kind = Kind.TEXT, key: str | None = None) -> None:
        event = InboundEvent(
            "web", to.account, key or str(uuid4()), to.address, kind, self.clock.now(), text=text
        )
        await self.gateway.accept(event)

    async def answer(self, to: WebSession) -> None:
        """What the worker does for one job."""
        await self.turns.handle(conversation_id=to.conversation_id)

    async def say(self, to: WebSession, text: str, kind: Kind = Kind.TEXT) -> str:
        """Send, let the house answer, and return all that is new."""
        self.clock.move(seconds=5)
        seen = max([line.id for line in (await self.gateway.look(to.conversation_id, 0)).lines], default=0)
        await self.send(to, text, kind)
        await self.answer(to)
        return "\n".join(
            line.text for line in (await self.gateway.look(to.conversation_id, seen)).lines if not line.mine
        )


@pytest.fixture
async def street(database: Database, database_url: str, clock: MovableClock, tmp_path: object) -> Street:
    queue, shelf = Queue(database_url), Shelf(load())
    async with database.unit_of_work() as session:
        await shelf.keep_current(session, clock)
    house = House(database, queue, clock, shelf)
    outbox = Outbox(
        database,
        queue,
        clock,
        {
            "conversation": ConversationSender(
                database, clock, shelf, {"web": WebChannel()}, Pace(database, clock)
            )
        },
    )
    dialogue = PlainDialogue(house)
    media = MediaFiles(tmp_path / "media")  # type: ignore[operator]
    gateway = HouseGateway(database, queue, clock, shelf, Bell(database_url), media)
    return Street(
        database,
        queue,
        clock,
        shelf,
        gateway,
        dialogue,
        Turns(database, clock, dialogue, outbox, Listening(queue, clock, 90)),
        outbox,
        house,
        media,
    )


def conversation(of: WebSession) -> UUID:
    return UUID(of.conversation_id)
