"""One turn of the interviewer: load, decide, store, in one commit keyed by the turn.

Run twice for the same turn, the second run finds it done and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions import carry_out, revising
from actions.house import House
from actions.interview.acts import Act, ActKind, Aside
from actions.interview.engine import advance
from actions.interview.judging import Judge, Pieces
from actions.interview.session import Session
from actions.scoring.quick import pieces
from backend.content.form import Form
from backend.content.models import Branch
from backend.store.states import InterviewState, SendStatus, TurnStatus
from backend.store.tables import (
    Application,
    Candidate,
    Conversation,
    Inbound,
    Interview,
    Outbox,
    Transcription,
    Turn,
)
from backend.turns.jobs import HEARD_NOTICE, REMINDER
from backend.turns.steps import is_spoken
from channels.contract import Kind

OURS = (ActKind.START, ActKind.SETTLE, ActKind.ATTACHMENT)
KNOWN = frozenset(kind.value for kind in ActKind if kind not in OURS)
JUDGED = 4000  # characters of an answer that are looked at for what is missing


@dataclass(frozen=True)
class Heard:
    """What Rasa understood: `asides` are the intents beside the main one, `told` the words that are none of them."""

    intent: str
    confidence: float
    language: str | None
    asides: tuple[str, ...] = ()
    told: str = ""


@dataclass
class Scene:
    """Everything one turn is about."""

    turn: Turn
    conversation: Conversation
    application: Application
    interview: Interview
    message: Inbound | None
    more_waits: bool


async def take(house: House, turn_id: UUID, heard: Heard) -> bool:
    """Take one turn; False if it had been taken before or is not known."""
    async with house.database.unit_of_work() as session:
        scene = await _scene(house, session, turn_id)
        if scene is None:
            return False
        content = await house.shelf.get(session, scene.interview.content_version)
        form = house.shelf.form(
            scene.interview.content_version, content, scene.application.position_id, scene.application.site_id
        )
        script = house.script(scene.interview.content_version, content, form)
        before = Session.model_validate(scene.interview.session)
        act = await _act(session, scene, heard, house.clock.now())
        if act is not None:
            after, effects = advance(before, act, script, _judge(form, scene.interview.language))
            await carry_out.store(house, session, scene, effects)
            scene.interview.session = after.model_dump(mode="json")
            scene.interview.stage = after.stage
        elif scene.message is not None:
            await revising.revise(house, session, scene, scene.message)
        await _forget_if_refused(house, session, scene)
        scene.turn.status, scene.turn.done_at = TurnStatus.DONE, house.clock.now()
        scene.turn.act = act.kind.value if act is not None else "edit"
    return True


async def _forget_if_refused(house: House, session: AsyncSession, scene: Scene) -> None:
    """After a refused consent or an erasure nothing that is said is kept."""
    gone = (InterviewState.DECLINED, InterviewState.ERASED)
    if scene.interview.state not in gone or scene.message is None:
        return
    scene.message.text = ""
    if scene.message.media_id is not None:
        await carry_out.erase(house, session, scene, everything=False)


async def _scene(house: House, session: AsyncSession, turn_id: UUID) -> Scene | None:
    row = (await session.exec(_SCENE, params={"turn": turn_id})).one_or_none()
    if row is None:
        return None
    turn, conversation, application, interview, message, more_waits = row
    if interview is None:
        interview = await _begin(house, session, conversation, application)
    return Scene(turn, conversation, application, interview, message, more_waits)


async def _begin(
    house: House, session: AsyncSession, conversation: Conversation, application: Application
) -> Interview:
    await house.shelf.refresh(session)
    candidate = await session.get_one(Candidate, application.candidate_id)
    interview = Interview(
        conversation_id=conversation.id,
        application_id=application.id,
        content_version=house.shelf.version,
        language=candidate.language,
        session=Session.new(candidate.language).model_dump(mode="json"),
        started_at=house.clock.now(),
    )
    session.add(interview)
    await session.flush()
    return interview


async def _act(session: AsyncSession, scene: Scene, heard: Heard, now: datetime) -> Act | None:
    """What was done; None for an edit, which is no act of its own."""
    message = scene.message
    status = scene.application.stage
    if message is None:
        return Act(ActKind.SETTLE, now, status=status)
    ids = (message.id or 0,)
    if message.kind == Kind.START:
        return Act(ActKind.START, now, message_ids=ids, status=status)
    heard_as = await session.get(Transcription, message.id) if message.kind == Kind.VOICE else None
    reasons = heard_as.reasons if heard_as is not None else ()
    if not is_spoken(message.kind, message.text):
        return Act(
            ActKind.ATTACHMENT,
            now,
            attachment=message.kind,
            message_ids=ids,
            status=status,
            trouble=reasons,
        )
    if message.revises is not None:
        return None
    main = _named(heard.intent)
    continues, on_screen = await _late(session, scene, message, heard_as)
    return Act(
        kind=main.kind,
        now=now,
        text=message.text,
        topic=main.topic,
        message_ids=ids,
        continues=continues,
        on_screen=on_screen,
        language=heard.language,
        confidence=heard.confidence,
        status=status,
        unread_more=scene.more_waits,
        asides=tuple(map(_named, heard.asides)),
        told=heard.told,
        doubts=reasons,
    )


def _named(intent: str) -> Aside:
    """What an intent of Rasa's asks or wants."""
    kind, _, topic = intent.partition("_") if intent.startswith("faq_") else (intent, "", "")
    return Aside(ActKind(kind) if kind in KNOWN else ActKind.OTHER, topic or None)


async def _late(
    session: AsyncSession, scene: Scene, message: Inbound, voice: Transcription | None
) -> tuple[bool, bool]:
    """Whether this belongs to the answer before: it was begun before our last words had been read.

    Reminders and notices ask nothing, so they do not count. And whether those words were on their way already, so that
    they may have been read all the same.
    """
    last = await session.exec(_LAST_SAID, params={"conversation": scene.conversation.id})
    last_said = last.one_or_none()
    if last_said is None:
        return False, False
    position, sent_at = last_said
    spoken_for = timedelta(seconds=voice.seconds or 0) if voice is not None else timedelta()
    before = bool(sent_at and message.occurred_at - spoken_for < sent_at)
    if message.seen is not None:
        unseen = message.seen < (position or 0)
        return unseen, unseen and not before
    return before, False


def _more_waits() -> Any:
    """A column: whether more of this person's messages wait behind this one."""
    behind = aliased(Inbound)
    same = (col(behind.conversation_id) == col(Turn.conversation_id), col(behind.turn_id).is_(None))
    return select(behind.id).where(*same).correlate(Turn).exists()


def _judge(form: Form, language: str) -> Judge:
    def judge(question_id: str, branch: str, answer: str) -> Pieces:
        question = form.question(question_id)
        asked = question.wording(cast(Branch, branch)).said_in(language)
        kind = question.kind_on(cast(Branch, branch)) or "situational"
        return pieces(asked, answer[:JUDGED], kind)

    return judge


def _scene_of_a_turn() -> Any:
    return (
        select(Turn, Conversation, Application, Interview, Inbound, _more_waits())  # type: ignore[call-overload]  # ≤ four
        .join(Conversation, col(Conversation.id) == col(Turn.conversation_id))
        .join(Application, col(Application.id) == col(Conversation.application_id))
        .outerjoin(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .outerjoin(Inbound, col(Inbound.turn_id) == col(Turn.id))
        .where(col(Turn.id) == bindparam("turn", type_=Uuid()), col(Turn.status) == TurnStatus.PENDING.value)
        .with_for_update(of=Turn)
    )


_SCENE: Final = _scene_of_a_turn()

_LAST_SAID: Final = (
    select(Outbox.position, Outbox.sent_at)
    .where(
        col(Outbox.conversation_id) == bindparam("conversation", type_=Uuid()),
        col(Outbox.status) == SendStatus.SENT.value,
        col(Outbox.key).not_like(f"{REMINDER}%"),
        col(Outbox.key).not_like(f"{HEARD_NOTICE}%"),
    )
    .order_by(col(Outbox.position).desc())
    .limit(1)
)
