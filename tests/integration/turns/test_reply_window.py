"""Where a platform lets us speak only so often after each message of a person."""

import pytest
from sqlmodel import col, select

from backend.outbox.conversation_sender import ConversationSender
from backend.outbox.deliver import Outbox
from backend.outbox.pace import Pace
from backend.store import tables
from backend.store.states import SendStatus
from backend.turns.jobs import conversation_lock, said_by
from channels.contract import Allowance, Capabilities, OutboundMessage, ReplyWindow, SendResult, WebSession
from tests.integration.conftest import Street, conversation


class Phone:
    """A channel with a window of five messages in 48 hours; every message becomes `parts` of the platform's."""

    name = "web"

    def __init__(self, parts: int = 1, pace: tuple[Allowance, ...] = ()) -> None:
        self.parts = parts
        self.sent: list[int] = []
        self.capabilities = Capabilities(
            max_bytes=2048, buttons=False, voice_in=False, can_initiate=False,
            reply_window=ReplyWindow(48 * 3600, 5), chat_pace=pace,
        )  # fmt: skip

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        self.sent.append(message.id)
        return SendResult(str(message.id), self.parts)


@pytest.fixture
async def candidate(street: Street) -> WebSession:
    session = await street.invite()
    await street.say(session, "你好")
    return session


async def put(street: Street, to: WebSession, *keys: str) -> None:
    talk = conversation(to)
    async with street.database.unit_of_work() as session:
        for key in keys:
            lines = [{"key": "ack.1", "params": {}}]
            session.add(
                tables.Outbox(
                    key=key, destination=conversation_lock(talk), conversation_id=talk,
                    payload={"type": "say", "lines": lines, "choices": []}, created_at=street.clock.now(),
                )
            )  # fmt: skip
            await session.flush()


async def deliver(street: Street, to: WebSession, phone: Phone) -> None:
    pace = Pace(street.database, street.clock)
    sender = ConversationSender(street.database, street.clock, street.shelf, {"web": phone}, pace)
    outbox = Outbox(street.database, street.queue, street.clock, {"conversation": sender})
    await outbox.deliver(destination=conversation_lock(conversation(to)))


async def waiting(street: Street) -> list[str]:
    async with street.database.unit_of_work() as session:
        held = select(tables.Outbox.key).where(tables.Outbox.status == SendStatus.PENDING)
        return list(await session.exec(held.order_by(col(tables.Outbox.id))))


async def heard_now(street: Street, said: int) -> None:
    async with street.database.unit_of_work() as session:
        address = (await session.exec(select(tables.Address))).one()
        address.said, address.heard_at = said, street.clock.now()


async def test_the_last_place_is_kept_for_an_answer(street: Street, candidate: WebSession) -> None:
    phone = Phone()
    await heard_now(street, 3)
    await put(street, candidate, "reminder:1", "reminder:2")
    await deliver(street, candidate, phone)
    assert await waiting(street) == ["reminder:2"]


async def test_an_answer_may_use_it(street: Street, candidate: WebSession) -> None:
    phone = Phone()
    await heard_now(street, 4)
    await put(street, candidate, said_by("a"), said_by("b"))
    await deliver(street, candidate, phone)
    assert await waiting(street) == [said_by("b")]


async def test_every_part_counts(street: Street, candidate: WebSession) -> None:
    phone = Phone(parts=3)
    await heard_now(street, 0)
    await put(street, candidate, said_by("a"), said_by("b"), said_by("c"))
    await deliver(street, candidate, phone)
    assert await waiting(street) == [said_by("c")]


async def test_a_chat_gets_no_more_than_it_may(street: Street, candidate: WebSession) -> None:
    phone = Phone(pace=(Allowance(60, 60.0, 1),))
    await heard_now(street, 0)
    await put(street, candidate, said_by("a"), said_by("b"))
    await deliver(street, candidate, phone)
    assert await waiting(street) == [said_by("b")]
    await deliver(street, candidate, phone)
    assert await waiting(street) == [said_by("b")]
    street.clock.move(seconds=1)
    await deliver(street, candidate, phone)
    assert await waiting(street) == []
