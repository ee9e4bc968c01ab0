"""An edited message is a revision of its answer: the earlier words are kept, the edited ones count."""

from uuid import UUID

from sqlmodel import col, select

from backend.api.transcript import transcript
from backend.reports.load import load
from backend.store.states import InterviewState
from backend.store.tables import Answer, Inbound, Interview
from channels.contract import InboundEvent, Kind, WebSession
from tests.integration.conftest import Street

FIRST = "我装过一个衣柜，先把板子按编号摆好，再对孔拧紧，最后推一下看晃不晃。"
EDITED = "我装过两个衣柜，先看图纸，再把板子按编号摆好，对孔拧紧，最后推一下，一点不晃。"


async def writes(
    street: Street, to: WebSession, key: str, text: str, reference: str, revises: str | None = None
) -> None:
    street.clock.move(seconds=5)
    event = InboundEvent(
        "web", to.account, key, to.address, Kind.TEXT, street.clock.now(), text=text,
        reference=reference, revises=revises,
    )  # fmt: skip
    await street.gateway.accept(event)
    await street.answer(to)


async def at_the_first_question(street: Street) -> WebSession:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    for words in ("同意", "是", "是", "下周一就可以到岗。", "没做过装配。"):
        await street.say(someone, words)
    return someone


async def answers(street: Street) -> list[tuple[str, int, str, bool]]:
    async with street.database.reading() as session:
        rows = await session.exec(select(Answer).order_by(col(Answer.id)))
        return [(row.question_id, row.revision, row.text, row.superseded) for row in rows]


async def test_both_versions_are_on_record_and_the_edited_one_counts(street: Street) -> None:
    someone = await at_the_first_question(street)
    await writes(street, someone, "1", FIRST, "m1")
    said = len(await lines(street, someone))
    for key in ("2", "2"):
        await writes(street, someone, key, EDITED, "m1", revises="m1")
    assert await answers(street) == [("q1", 0, FIRST, True), ("q1", 1, EDITED, False)]
    assert len(await lines(street, someone)) == said + 1  # nothing is said to an edit
    async with street.database.reading() as session:
        interview = (await session.exec(select(Interview))).one()
        record = await load(session, interview.id)
        texts = [row.text for row in await session.exec(select(Inbound).order_by(col(Inbound.id)))]
    (answer,) = record.answers
    assert answer.text == EDITED
    assert record.earlier == {"q1": (FIRST,)}
    assert [message.text for part in answer.parts for message in part.messages] == [EDITED]
    assert {FIRST, EDITED} <= set(texts)


async def test_an_edit_of_an_edit_and_of_an_older_answer(street: Street) -> None:
    someone = await at_the_first_question(street)
    await writes(street, someone, "1", FIRST, "m1")
    await writes(street, someone, "2", "那一次我先停机挂牌，再报给班长，换好螺丝试了三遍才开。", "m2")
    await writes(street, someone, "3", EDITED, "m1", revises="m1")
    await writes(street, someone, "4", EDITED + "后来也没坏。", "m1", revises="m1")
    async with street.database.reading() as session:
        told = await transcript(session, UUID(someone.conversation_id))
    first, second, third = (line for line in told if line.text.startswith(("我装过一个", "我装过两个")))
    assert (first.revises, second.revises, third.revises) == (None, first.message_id, second.message_id)
    counting = [text for question, _, text, old in await answers(street) if question == "q1" and not old]
    assert EDITED + "后来也没坏。" in counting
    assert EDITED not in counting
    assert FIRST not in counting


async def test_words_that_are_still_held_change_where_they_are_held(street: Street) -> None:
    someone = await at_the_first_question(street)
    await writes(street, someone, "1", "我先按急停", "m1")
    await writes(street, someone, "2", "我先按红色的急停", "m1", revises="m1")
    assert await answers(street) == []
    await writes(street, someone, "3", "答完了", "m2")
    assert [text for _, _, text, _ in await answers(street)] == ["我先按红色的急停"]


async def test_after_the_end_an_edit_is_seen_and_changes_nothing(street: Street) -> None:
    someone = await at_the_first_question(street)
    await writes(street, someone, "1", FIRST, "m1")
    async with street.database.unit_of_work() as session:
        (await session.exec(select(Interview))).one().state = InterviewState.FINISHED
    await writes(street, someone, "2", EDITED, "m1", revises="m1")
    assert await answers(street) == [("q1", 0, FIRST, False)]
    assert EDITED in [line.text for line in await lines(street, someone)]


async def lines(street: Street, someone: WebSession):  # type: ignore[no-untyped-def]
    return (await street.gateway.look(someone.conversation_id, 0)).lines
