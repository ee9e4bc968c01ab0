"""A voice note is as good an answer as a typed one: it keeps its place, and whatever happens to it, none is lost."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from backend.media.decoding import Undecodable
from backend.speech.contract import SpeechDown
from backend.speech.transcribing import MOST_TRIES, Transcribing
from backend.speech.vocabulary import OpeningWords
from backend.store.queue import TryLater
from backend.store.states import HearingState
from backend.store.tables import Answer, Inbound, Media, Transcription
from channels.contract import InboundEvent, Kind, WebSession
from tests.fakes.listener import ScriptedListener, heard
from tests.integration.conftest import Street

STORY = "有一次上夜班，我发现冲床的防护门没有关好，我先按急停，然后报告班长，后来没有再发生。"
LISTENING = "收到，正在听…"


class Room:
    """One candidate who talks, up to the first scored question."""

    def __init__(self, street: Street, person: WebSession, listener: ScriptedListener) -> None:
        self.street = street
        self.person = person
        self.listener = listener
        self.transcribing = Transcribing(
            street.database, street.queue, street.clock, street.media, listener, OpeningWords(street.shelf)
        )

    async def speak(self) -> int:
        """Send a voice note; nobody has listened to it yet."""
        self.street.clock.move(seconds=20)
        shown = (await self.street.gateway.look(self.person.conversation_id, 0)).lines
        content = uuid4().bytes
        media_id = await self.street.gateway.store_media(self.person.conversation_id, content, "audio/ogg")
        event = InboundEvent(
            "web",
            self.person.account,
            str(uuid4()),
            self.person.address,
            Kind.VOICE,
            self.street.clock.now(),
            media_id=media_id,
            seen=max([line.id for line in shown if not line.mine], default=None),
        )
        return (await self.street.gateway.accept(event)).message_id

    async def listen(self, message_id: int) -> None:
        self.street.clock.move(seconds=3)
        await self.transcribing.transcribe(message_id=message_id)

    async def said(self, after: int = 0) -> list[str]:
        shown = (await self.street.gateway.look(self.person.conversation_id, after)).lines
        return [line.text for line in shown if not line.mine]

    async def answer(self) -> None:
        await self.street.answer(self.person)

    async def answers(self) -> list[str]:
        async with self.street.database.reading() as session:
            return [row.text for row in await session.exec(select(Answer).order_by(col(Answer.id)))]

    async def transcription(self, message_id: int) -> Transcription:
        async with self.street.database.reading() as session:
            return (
                await session.exec(select(Transcription).where(Transcription.message_id == message_id))
            ).one()


@pytest.fixture
async def room(street: Street) -> Room:
    person = await street.invite()
    await street.say(person, "", Kind.START)
    for said in ("同意", "是", "是", "明天", "是", "是", "三年"):
        told = await street.say(person, said)
        if "1/" in told:
            break
    return Room(street, person, ScriptedListener())


async def test_a_voice_is_acknowledged_at_once_and_answered_when_heard(room: Room) -> None:
    room.listener.outcomes.append(heard(STORY))
    message = await room.speak()
    await room.answer()
    assert (await room.said())[-1] == LISTENING
    assert await room.answers() == []
    await room.listen(message)
    await room.answer()
    assert await room.answers() == [STORY]
    assert (await room.said())[-1] != LISTENING
    row = await room.transcription(message)
    assert (row.state, row.engine, row.detail) == (HearingState.HEARD, "script", heard(STORY).to_json())


async def test_several_voices_are_one_answer_in_their_order(room: Room) -> None:
    room.listener.outcomes.extend(
        [heard("后来我每次开机前都检查一遍，没有再发生。"), heard("我发现防护门没有关好，")]
    )
    first, second = await room.speak(), await room.speak()
    await room.answer()
    await room.listen(second)
    await room.answer()
    assert await room.answers() == []
    await room.listen(first)
    await room.answer()
    assert await room.answers() == ["我发现防护门没有关好，\n后来我每次开机前都检查一遍，没有再发生。"]
    assert (await room.said()).count(LISTENING) == 1


async def test_text_sent_after_a_voice_keeps_its_place(room: Room) -> None:
    room.listener.outcomes.append(heard("我发现防护门没有关好，"))
    voice = await room.speak()
    await room.answer()
    await room.street.send(room.person, "我先按急停，然后报告班长，后来没有再发生。")
    await room.answer()
    assert await room.answers() == []
    await room.listen(voice)
    await room.answer()
    assert await room.answers() == ["我发现防护门没有关好，\n我先按急停，然后报告班长，后来没有再发生。"]


async def test_a_notice_is_nothing_that_can_be_answered_too_early(room: Room) -> None:
    """The voice was sent before the notice could be seen; all the same it answers the question that stands."""
    for text in (STORY, "我负责拧螺丝，每天检查一百件，没有出过错。"):
        room.listener.outcomes.append(heard(text))
        message = await room.speak()
        await room.answer()
        before = len(await room.said())
        await room.listen(message)
        await room.answer()
        assert len(await room.said()) == before + 1


async def test_an_unsure_voice_is_said_back_and_counts_when_confirmed(room: Room) -> None:
    room.listener.outcomes.append(heard(STORY, "low_confidence", "noise", confidence=0.4))
    message = await room.speak()
    await room.answer()
    await room.listen(message)
    await room.answer()
    told = (await room.said())[-1]
    assert STORY in told
    assert "旁边比较吵" in told
    assert await room.answers() == []
    await room.street.say(room.person, "是")
    assert await room.answers() == [STORY]
    assert (await room.transcription(message)).confirmed


async def test_an_unsure_voice_is_replaced_by_what_is_typed(room: Room) -> None:
    room.listener.outcomes.append(heard("我先听记", "low_confidence", confidence=0.4))
    message = await room.speak()
    await room.answer()
    await room.listen(message)
    await room.answer()
    await room.street.say(room.person, STORY)
    assert await room.answers() == [STORY]
    assert not (await room.transcription(message)).confirmed


async def test_a_person_who_is_heard_wrongly_twice_is_believed_and_listened_to(room: Room) -> None:
    for _ in range(3):
        room.listener.outcomes.append(heard(STORY, "low_confidence", confidence=0.4))
        message = await room.speak()
        await room.answer()
        await room.listen(message)
        await room.answer()
    assert await room.answers() == [STORY]


async def test_what_cannot_be_understood_gets_a_tip(room: Room) -> None:
    room.listener.outcomes.append(heard("", "nothing_heard", "quiet"))
    message = await room.speak()
    await room.answer()
    await room.listen(message)
    await room.answer()
    told = (await room.said())[-1]
    assert "没听清" in told
    assert "离嘴近一点" in told
    assert await room.answers() == []


@pytest.mark.parametrize(
    ("code", "said"),
    [("broken", "打不开"), ("too_large", "太长"), ("empty", "太短"), ("not_audio", "打不开")],
)
async def test_what_is_no_recording_is_refused_kindly(room: Room, code: str, said: str) -> None:
    room.listener.outcomes.append(Undecodable(code))
    message = await room.speak()
    await room.answer()
    await room.listen(message)
    await room.answer()
    assert said in (await room.said())[-1]


async def test_when_the_engine_is_away_the_person_is_asked_to_type_and_heard_later(room: Room) -> None:
    room.listener.outcomes.extend([SpeechDown("unreachable"), heard(STORY)])
    message = await room.speak()
    await room.answer()
    with pytest.raises(TryLater):
        await room.listen(message)
    room.street.clock.move(seconds=100)
    await room.answer()
    assert "麻烦您再打几个字" in (await room.said())[-1]
    await room.listen(message)
    await room.answer()
    assert await room.answers() == [STORY]


async def test_a_late_transcript_does_not_double_what_was_typed_meanwhile(room: Room) -> None:
    room.listener.outcomes.append(heard("我发现防护门没有关好"))
    message = await room.speak()
    await room.answer()
    room.street.clock.move(seconds=100)
    await room.answer()
    await room.street.say(room.person, STORY)
    await room.listen(message)
    await room.answer()
    assert await room.answers() == [STORY]
    async with room.street.database.reading() as session:
        kept = (await session.exec(select(Inbound.text).where(Inbound.id == message))).one()
    assert kept == "我发现防护门没有关好"


async def test_a_recording_that_kills_its_listener_is_given_up(room: Room) -> None:
    message = await room.speak()
    await room.answer()
    async with room.street.database.unit_of_work() as session:
        row = await session.get_one(Transcription, message)
        row.attempts = MOST_TRIES
    await room.listen(message)
    await room.answer()
    assert "打不开" in (await room.said())[-1]


async def test_listening_twice_changes_nothing(room: Room) -> None:
    room.listener.outcomes.append(heard(STORY))
    message = await room.speak()
    await room.listen(message)
    await room.listen(message)
    await room.answer()
    assert await room.answers() == [STORY]


async def test_the_hint_knows_language_and_trade(room: Room) -> None:
    room.listener.outcomes.append(heard(STORY))
    await room.listen(await room.speak())
    assert room.listener.hints[0].language == "zh"
    assert "装配" in "".join(room.listener.hints[0].words)


async def test_after_an_erasure_nothing_is_listened_to(room: Room) -> None:
    await room.street.say(room.person, "删除")
    await room.street.say(room.person, "是")
    message = await room.speak()
    await room.listen(message)
    await room.answer()
    assert room.listener.hints == []
    assert (await room.transcription(message)).detail is None


async def test_the_same_bytes_sent_again_are_one_file(room: Room) -> None:
    content = b"OggS" + bytes(100)
    ids = {
        await room.street.gateway.store_media(room.person.conversation_id, content, "audio/ogg")
        for _ in range(2)
    }
    assert len(ids) == 1
    assert await room.street.media.read(UUID(ids.pop())) == content
    async with room.street.database.reading() as session:
        assert len((await session.exec(select(Media.id))).all()) == 1
