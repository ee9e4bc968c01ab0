"""One message's way through the house: once in, once taken, once answered, whatever breaks in between."""

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from actions.turns import Heard, take
from backend.store.queue import TryLater
from backend.store.states import TurnStatus
from backend.store.tables import Answer, Inbound, Outbox, Turn
from channels.contract import Kind
from tests.integration.conftest import Street


async def count(street: Street, table: type) -> int:
    async with street.database.unit_of_work() as session:
        return int((await session.exec(select(func.count()).select_from(table))).one())


async def test_the_opening_discloses_the_machine_and_asks_for_consent(street: Street) -> None:
    someone = await street.invite()
    opening = await street.say(someone, "", Kind.START)
    assert "AI" in opening
    assert "不是真人" in opening
    assert "同意" in opening


async def test_an_interview_runs_from_consent_to_the_first_question(street: Street) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    assert "18" in await street.say(someone, "同意")
    await street.say(someone, "是")
    await street.say(someone, "是")
    assert "做过" in await street.say(someone, "下周一就可以到岗。")
    assert "装过" in await street.say(someone, "没做过装配。")


async def test_the_same_event_three_times_is_stored_and_answered_once(street: Street) -> None:
    someone = await street.invite()
    for _ in range(3):
        await street.send(someone, "", Kind.START, key="start")
    await street.answer(someone)
    assert await count(street, Inbound) == 1
    assert await count(street, Turn) == 1
    assert await count(street, Outbox) == 1


async def test_while_rasa_is_down_nothing_is_lost_and_everything_is_answered_later(street: Street) -> None:
    someone = await street.invite()
    street.dialogue.down = True
    await street.send(someone, "", Kind.START)
    with pytest.raises(TryLater):
        await street.answer(someone)
    assert (await street.gateway.look(someone.conversation_id, 0)).thinking
    street.dialogue.down = False
    await street.answer(someone)
    assert len((await street.gateway.look(someone.conversation_id, 0)).lines) == 1
    assert not (await street.gateway.look(someone.conversation_id, 0)).thinking


async def test_a_silent_rasa_with_the_interviewer_down_is_tried_again_for_ever(street: Street) -> None:
    someone = await street.invite()
    street.dialogue.deaf, street.dialogue.interviewer = 20, False
    await street.send(someone, "", Kind.START)
    for _ in range(20):
        with pytest.raises(TryLater):
            await street.answer(someone)
    street.dialogue.interviewer = True
    await street.answer(someone)
    assert len((await street.gateway.look(someone.conversation_id, 0)).lines) == 1


async def test_a_turn_that_always_fails_is_set_aside_with_a_kind_word(street: Street) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    street.dialogue.deaf = 5
    await street.send(someone, "同意")
    for _ in range(4):
        with pytest.raises(TryLater):
            await street.answer(someone)
    await street.answer(someone)
    assert "不好意思" in ((await street.gateway.look(someone.conversation_id, 0)).lines)[-1].text
    async with street.database.unit_of_work() as session:
        dead = (await session.exec(select(Turn).where(col(Turn.status) == TurnStatus.DEAD))).all()
    assert len(dead) == 1


async def test_a_turn_taken_twice_records_its_answer_once(street: Street) -> None:
    someone = await to_first_question(street)
    await street.say(someone, "我装过一个衣柜，先把板子按编号摆好，再对孔拧紧，最后推一下看晃不晃。")
    async with street.database.unit_of_work() as session:
        turn = (await session.exec(select(Turn).order_by(col(Turn.created_at).desc()).limit(1))).one()
    assert not await take(street.house, turn.id, Heard("answer", 1.0, "zh"))
    assert await count(street, Answer) == 1


async def to_first_question(street: Street):  # type: ignore[no-untyped-def]
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    for words in ("同意", "是", "是", "下周一就可以到岗。", "没做过装配。"):
        await street.say(someone, words)
    return someone
