"""「人工」: the answer goes out, then a colleague has the chat; where that is impossible nothing breaks."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from backend.content.loader import load
from backend.store.queue import TryLater
from backend.turns.hand_over import HandingOver
from channels.contract import Kind
from channels.errors import Rejected, SendError, TemporaryFailure
from channels.wecom.wording import load_words
from tests.integration.conftest import Street


@dataclass
class Desk:
    """A web page with a colleague behind it."""

    fault: SendError | None = None
    handed: list[str] = field(default_factory=list)

    async def hand_over(self, address: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.handed.append(address)


async def test_a_wish_for_a_person_is_a_job_behind_the_turn(street: Street) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    await street.say(someone, "同意")
    assert "招聘同事" in await street.say(someone, "人工")
    async with street.database.engine.connect() as connection:
        found = "SELECT lock, args FROM procrastinate_jobs WHERE task_name = 'conversations.hand_over'"
        ((lock, arguments),) = (await connection.execute(text(found))).all()
    assert lock == f"conversation:{someone.conversation_id}"
    desk = Desk()
    await HandingOver(street.database, {"web": desk}).hand_over(**arguments)  # type: ignore[dict-item]
    assert desk.handed == [someone.address]


async def test_an_ill_platform_is_asked_again_and_a_refusal_leaves_the_note_to_hr(street: Street) -> None:
    someone = await street.invite()
    for fault, later in ((TemporaryFailure("http_503"), True), (Rejected("errcode_95016"), False)):
        job = HandingOver(street.database, {"web": Desk(fault)})  # type: ignore[dict-item]
        if later:
            with pytest.raises(TryLater):
                await job.hand_over(conversation_id=someone.conversation_id)
        else:
            await job.hand_over(conversation_id=someone.conversation_id)


async def test_a_channel_that_cannot_is_left_alone(street: Street) -> None:
    someone = await street.invite()
    await HandingOver(street.database, {}).hand_over(conversation_id=someone.conversation_id)


def test_the_words_that_bring_us_back_are_those_the_content_tells_people() -> None:
    chips = {words["chip.resume"] for words in load().locales.values()}
    assert set(load_words()["go_on"].split("\n")) == chips
