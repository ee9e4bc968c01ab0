"""Store what the engine wants done: rows, words to say, jobs; all in the turn's own commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.house import House
from actions.interview import effects as do
from backend.recruiting import stages
from backend.store.states import InterviewState, Stage
from backend.store.tables import Answer, Consent, Fact, Outbox, Transcription
from backend.turns.jobs import ERASE, FINISH, HAND_OVER, NOTICE, SETTLE, conversation_lock, said_by

if TYPE_CHECKING:
    from actions.turns import Scene

RANKED = ("", "question", "faq_unknown", "knockout_unclear", "knockout_skipped", "knockout_failed", "export", "asked",
          "declined", "appeal")  # fmt: skip
ASKED = "asked"
"""The person wants to speak to a person, now."""
LAST_WORDS = 3.0  # seconds in which something may still be added to the last answer
FAREWELL = 2.0  # seconds between the last words and the erasing of a conversation


async def store(house: House, session: AsyncSession, scene: Scene, effects: Sequence[do.Effect]) -> None:
    """Carry out every effect in order."""
    for effect in effects:
        await _one(house, session, scene, effect)


async def _one(house: House, session: AsyncSession, scene: Scene, effect: do.Effect) -> None:  # noqa: PLR0912
    match effect:
        case do.Say():
            _say(house, session, scene, effect)
        case do.RecordAnswer():
            await _record_answer(house, session, scene, effect)
        case do.SupersedeAnswer():
            await _supersede(session, scene, effect.question_id)
        case do.RecordFact():
            await _record_fact(house, session, scene, effect)
        case do.RecordConsent():
            await _record_consent(house, session, scene, effect)
        case do.SettleLater():
            await _settle_later(house, session, scene, effect.seconds)
        case do.RequestHuman():
            await _request_human(house, session, scene, effect.reason)
        case do.ConfirmHeard():
            await _confirm_heard(session, effect.message_ids)
        case do.Export():
            await _request_human(house, session, scene, "export")
        case do.Erase():
            scene.interview.state = InterviewState.ERASED
            await erase(house, session, scene, everything=True)
        case do.Decline():
            scene.interview.state = InterviewState.DECLINED
            await stages.move_if_possible(
                session, house.clock, scene.application, Stage.HUMAN_ROUTE, "candidate", "declined"
            )
            await erase(house, session, scene, everything=False)
        case do.Withdraw():
            scene.interview.state = InterviewState.WITHDRAWN
            await stages.move_if_possible(
                session, house.clock, scene.application, Stage.WITHDRAWN, "candidate", "withdrew"
            )
        case do.StopMessages():
            scene.conversation.reminders_stopped = True
        case do.SetLanguage():
            scene.interview.language = effect.language
        case do.Finish():
            await _finish(house, session, scene)


def _say(house: House, session: AsyncSession, scene: Scene, say: do.Say) -> None:
    lines = [{"key": line.key, "params": dict(line.params)} for line in say.lines]
    session.add(
        Outbox(
            key=said_by(scene.turn.id),
            destination=conversation_lock(scene.conversation.id),
            conversation_id=scene.conversation.id,
            payload={"type": "say", "lines": lines, "choices": list(say.choices)},
            created_at=house.clock.now(),
        )
    )


async def _record_answer(house: House, session: AsyncSession, scene: Scene, part: do.RecordAnswer) -> None:
    session.add(
        Answer(
            interview_id=scene.interview.id,
            question_id=part.question_id,
            dimension=part.dimension,
            branch=part.branch,
            question_kind=part.question_kind,
            revision=await _revision(session, scene, part.question_id),
            part=part.part,
            probe=part.probe,
            text=part.text,
            message_ids=list(part.message_ids),
            turn_id=scene.turn.id,
            created_at=house.clock.now(),
        )
    )
    await session.flush()


async def _revision(session: AsyncSession, scene: Scene, question_id: str) -> int:
    mine = (col(Answer.interview_id) == scene.interview.id, col(Answer.question_id) == question_id)
    last = select(Answer.revision, Answer.superseded).where(*mine).order_by(col(Answer.id).desc()).limit(1)
    row = (await session.exec(last)).one_or_none()
    return 0 if row is None else row[0] + row[1]


async def _supersede(session: AsyncSession, scene: Scene, question_id: str) -> None:
    mine = (col(Answer.interview_id) == scene.interview.id, col(Answer.question_id) == question_id)
    await session.exec(update(Answer).where(*mine).values(superseded=True))


async def _record_fact(house: House, session: AsyncSession, scene: Scene, fact: do.RecordFact) -> None:
    said = {"value": fact.value, "raw": fact.raw, "passed": fact.passed, "created_at": house.clock.now()}
    new = insert(Fact).values(interview_id=scene.interview.id, name=fact.id, **said)
    await session.exec(new.on_conflict_do_update(index_elements=["interview_id", "name"], set_=said))


async def _record_consent(
    house: House, session: AsyncSession, scene: Scene, consent: do.RecordConsent
) -> None:
    now = house.clock.now()
    session.add(
        Consent(conversation_id=scene.conversation.id, kind=consent.kind, granted=consent.granted, at=now)
    )
    if consent.granted and scene.application.stage in (Stage.APPLIED, Stage.INVITED):
        await stages.move(
            session, house.clock, scene.application, Stage.INTERVIEWING, "candidate", "consented"
        )


async def _settle_later(house: House, session: AsyncSession, scene: Scene, seconds: float) -> None:
    if scene.message is None or scene.message.id is None:
        return
    conversation_id = str(scene.conversation.id)
    await house.queue.put(
        session, SETTLE, after=seconds, conversation_id=conversation_id, message_id=scene.message.id
    )


async def _confirm_heard(session: AsyncSession, message_ids: tuple[int, ...]) -> None:
    theirs = col(Transcription.message_id).in_(message_ids)
    await session.exec(update(Transcription).where(theirs).values(confirmed=True))


async def _request_human(house: House, session: AsyncSession, scene: Scene, reason: str) -> None:
    if _rank(reason) >= _rank(scene.application.needs_human or ""):
        scene.application.needs_human = reason
    scene.application.updated_at = house.clock.now()
    application_id, turn_id = str(scene.application.id), str(scene.turn.id)
    await house.queue.put(session, NOTICE, application_id=application_id, reason=reason, turn_id=turn_id)
    if reason == ASKED:
        lock = conversation_lock(scene.conversation.id)  # behind this turn's own words
        await house.queue.put(session, HAND_OVER, lock=lock, conversation_id=str(scene.conversation.id))


def _rank(reason: str) -> int:
    """How much a request for a person weighs: a question must not hide an appeal."""
    kind = reason.partition(":")[0]
    return RANKED.index(kind) if kind in RANKED else 0


async def erase(house: House, session: AsyncSession, scene: Scene, *, everything: bool) -> None:
    """Put the job that forgets what was said here, after the last words have gone out."""
    conversation_id = str(scene.conversation.id)
    lock = conversation_lock(conversation_id)
    await house.queue.put(
        session, ERASE, lock=lock, after=FAREWELL, conversation_id=conversation_id, everything=everything
    )


async def _finish(house: House, session: AsyncSession, scene: Scene) -> None:
    scene.interview.state = InterviewState.FINISHED
    scene.interview.finished_at = house.clock.now()
    await house.queue.put(session, FINISH, after=LAST_WORDS, interview_id=str(scene.interview.id))
