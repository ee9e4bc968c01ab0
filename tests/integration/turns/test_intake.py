"""Many events at once: each stored once, and none has to suffer for another."""

import asyncio
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import select

from backend.store.ordering import held
from channels.contract import Accepted, InboundEvent, Kind, WebSession
from channels.platform import UnknownAddress
from tests.integration.conftest import Street, conversation


def event(street: Street, to: WebSession, words: str) -> InboundEvent:
    return InboundEvent("web", to.account, str(uuid4()), to.address, Kind.TEXT, street.clock.now(), words)


async def words_of(street: Street, to: WebSession) -> list[str]:
    return [line.text for line in (await street.gateway.look(to.conversation_id, 0)).lines]


async def jobs(street: Street) -> int:
    async with street.database.alone() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar_one())


async def test_a_flood_is_stored_once_each_person_in_order(street: Street) -> None:
    people = [await street.invite() for _ in range(4)]
    events = [event(street, people[number % 4], f"第{number}句") for number in range(80)]
    accepted = await asyncio.gather(*(street.gateway.accept(one) for one in [*events, *events]))
    assert [one.duplicate for one in accepted] == [False] * 80 + [True] * 80
    assert [one.message_id for one in accepted[:80]] == [one.message_id for one in accepted[80:]]
    assert await jobs(street) == 80
    for number, someone in enumerate(people):
        assert await words_of(street, someone) == [f"第{n}句" for n in range(number, 80, 4)]


async def test_what_cannot_be_stored_spoils_nothing_beside_it(street: Street) -> None:
    someone = await street.invite()
    good = event(street, someone, "我在")
    stranger = replace(event(street, someone, "谁？"), address="nobody")
    broken = replace(event(street, someone, "坏"), media_id="no such id")
    first = event(street, someone, "先")
    fates = await asyncio.gather(
        *(street.gateway.accept(one) for one in (first, good, stranger, broken)), return_exceptions=True
    )
    assert [type(fate) for fate in fates[:3]] == [Accepted, Accepted, UnknownAddress]
    assert isinstance(fates[3], Exception)
    assert await words_of(street, someone) == ["先", "我在"]


async def test_a_conversation_that_is_held_keeps_nobody_else_waiting(street: Street) -> None:
    busy, free = await street.invite(), await street.invite()
    async with street.database.unit_of_work() as session:
        await session.exec(select(held(conversation(busy)).c.id))
        waiting = asyncio.create_task(street.gateway.accept(event(street, busy, "等")))
        await asyncio.gather(
            *(street.gateway.accept(event(street, free, f"{number}")) for number in range(3))
        )
        assert not waiting.done()
    await waiting
    assert await words_of(street, busy) == ["等"]
    assert await words_of(street, free) == ["0", "1", "2"]
