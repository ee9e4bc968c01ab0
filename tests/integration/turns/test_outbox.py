"""Messages leave in order; what must wait waits, what is doubtful is never sent blindly."""

from dataclasses import dataclass, field

from sqlmodel import col, select

from backend.outbox.deliver import Outbox
from backend.store import tables
from backend.store.states import SendStatus
from channels.contract import SendResult
from channels.errors import Held, OutcomeUnknown, Rejected, SendError, TemporaryFailure
from tests.integration.conftest import Street


@dataclass
class Wire:
    """A sender whose next outcomes can be ordered."""

    repeatable: bool = True
    outcomes: list[SendError | None] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    async def take_turn(self, row: tables.Outbox) -> None:
        """At any time."""

    async def is_repeatable(self, row: tables.Outbox) -> bool:
        return self.repeatable

    async def send(self, row: tables.Outbox) -> SendResult:
        if self.outcomes and (error := self.outcomes.pop(0)) is not None:
            raise error
        self.sent.append(row.key)
        return SendResult()


async def put(street: Street, *keys: str) -> None:
    async with street.database.unit_of_work() as session:
        for key in keys:
            now = street.clock.now()
            session.add(tables.Outbox(key=key, destination="wire:1", payload={}, created_at=now))
            await session.flush()


async def states(street: Street) -> dict[str, str]:
    async with street.database.unit_of_work() as session:
        rows = await session.exec(select(tables.Outbox).order_by(col(tables.Outbox.id)))
        return {row.key: row.status for row in rows}


def outbox(street: Street, wire: Wire) -> Outbox:
    return Outbox(street.database, street.queue, street.clock, {"wire": wire})


async def test_messages_leave_in_order(street: Street) -> None:
    wire = Wire()
    await put(street, "a", "b", "c")
    assert await outbox(street, wire).deliver(destination="wire:1") == {"a", "b", "c"}
    assert wire.sent == ["a", "b", "c"]


async def test_a_failure_for_now_stops_those_behind_it(street: Street) -> None:
    wire = Wire(outcomes=[TemporaryFailure("http_503")])
    await put(street, "a", "b")
    await outbox(street, wire).deliver(destination="wire:1")
    assert wire.sent == []
    await outbox(street, wire).deliver(destination="wire:1")
    assert wire.sent == ["a", "b"]


async def test_a_refused_message_does_not_stop_the_next(street: Street) -> None:
    wire = Wire(outcomes=[Rejected("too_long")])
    await put(street, "a", "b")
    await outbox(street, wire).deliver(destination="wire:1")
    assert await states(street) == {"a": SendStatus.FAILED, "b": SendStatus.SENT}


async def test_a_held_message_waits_for_the_person(street: Street) -> None:
    wire = Wire(outcomes=[Held("reply_window")])
    await put(street, "a")
    await outbox(street, wire).deliver(destination="wire:1")
    assert await states(street) == {"a": SendStatus.PENDING}
    await outbox(street, wire).deliver(destination="wire:1")
    assert wire.sent == ["a"]


async def test_an_unknown_outcome_is_never_sent_again_without_a_key(street: Street) -> None:
    wire = Wire(repeatable=False, outcomes=[OutcomeUnknown("time_out")])
    await put(street, "a")
    for _ in range(2):
        await outbox(street, wire).deliver(destination="wire:1")
    assert wire.sent == []
    assert await states(street) == {"a": SendStatus.UNKNOWN}


async def test_what_died_while_sending_becomes_unknown_without_a_key(street: Street) -> None:
    wire = Wire(repeatable=False)
    await put(street, "a")
    async with street.database.unit_of_work() as session:
        (await session.exec(select(tables.Outbox))).one().status = SendStatus.SENDING
    await outbox(street, wire).deliver(destination="wire:1")
    assert wire.sent == []
    assert await states(street) == {"a": SendStatus.UNKNOWN}
