"""Both sides of a conversation have one order: a number seen means that all smaller ones have been seen."""

import asyncio

from sqlmodel import select

from backend.store import tables
from backend.store.ordering import held
from channels.contract import Kind
from tests.integration.conftest import Street, conversation


async def test_nobody_numbers_a_message_while_another_number_is_drawn_and_not_committed(
    street: Street,
) -> None:
    someone = await street.invite()
    async with street.database.unit_of_work() as session:
        await session.exec(select(held(conversation(someone)).c.id))
        drawn = (await session.exec(select(tables.message_seq.next_value()))).one()
        sending = asyncio.create_task(street.send(someone, "我在", Kind.TEXT))
        done, _ = await asyncio.wait({sending}, timeout=0.3)
        assert not done
    await sending
    (line,) = (await street.gateway.look(someone.conversation_id, 0)).lines
    assert line.id > drawn
