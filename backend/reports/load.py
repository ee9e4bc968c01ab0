"""Read one interview out of the database as the plain values that scoring starts from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, cast
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.text import LANGUAGES, Language
from backend.recruiting.errors import NotFound
from backend.reports.record import JOINT, InterviewRecord, Message, Part, Reason, ToldFact, joined
from backend.store.tables import Answer, Application, Fact, Inbound, Interview, Transcription

DOUBTED = 0.5
"""What the scorer is told of words that somebody should listen to: below its limit of 0.6."""


async def load(
    session: AsyncSession,
    interview_id: UUID,
    *,
    language: str | None = None,
    answer_ids: Iterable[int] | None = None,
) -> InterviewRecord:
    """The interview as it stands; with `answer_ids` and `language`, as it stood when a report was made of it.

    Raises NotFound.
    """
    interview = await session.get(Interview, interview_id)
    if interview is None:
        raise NotFound(str(interview_id))
    application = await session.get_one(Application, interview.application_id)
    answers = await _answers(session, interview_id, answer_ids)
    messages = await _messages(session, answers)
    return InterviewRecord(
        interview_id=interview_id,
        application_id=interview.application_id,
        position_id=application.position_id,
        site_id=application.site_id,
        language=_language(language or interview.language),
        content_version=interview.content_version,
        started_at=interview.started_at,
        finished_at=interview.finished_at or interview.started_at,
        answers=joined(_part(answer, messages) for answer in answers),
        facts=await _facts(session, interview_id),
        trace=tuple(_reason(one) for one in interview.session.get("trace", [])),
        earlier=await _earlier(session, interview_id),
    )


async def _answers(session: AsyncSession, interview_id: UUID, ids: Iterable[int] | None) -> Sequence[Answer]:
    counted = col(Answer.superseded).is_(False) if ids is None else col(Answer.id).in_(list(ids))
    wanted = select(Answer).where(Answer.interview_id == interview_id, counted)
    in_order = wanted.order_by(
        col(Answer.question_id), col(Answer.revision), col(Answer.part), col(Answer.id)
    )
    return (await session.exec(in_order)).all()


async def _earlier(session: AsyncSession, interview_id: UUID) -> dict[str, tuple[str, ...]]:
    """Each answer that no longer counts, whole, by its question."""
    old = select(Answer).where(Answer.interview_id == interview_id, col(Answer.superseded))
    in_order = old.order_by(col(Answer.question_id), col(Answer.revision), col(Answer.part), col(Answer.id))
    found: dict[str, tuple[str, ...]] = {}
    rows = (await session.exec(in_order)).all()
    for (question_id, _), parts in groupby(rows, key=lambda row: (row.question_id, row.revision)):
        whole = JOINT.join(part.text for part in parts)
        found[question_id] = (*found.get(question_id, ()), whole)
    return found


async def _messages(session: AsyncSession, answers: Iterable[Answer]) -> Mapping[int, Message]:
    ids = {message_id for answer in answers for message_id in answer.message_ids}
    rows = await session.exec(
        select(Inbound, Transcription)
        .outerjoin(Transcription, col(Transcription.message_id) == col(Inbound.id))
        .where(col(Inbound.id).in_(ids))
    )
    return {row.id: Message(row.id, row.text, _sure(voice)) for row, voice in rows if row.id is not None}


def _sure(voice: Transcription | None) -> float | None:
    """Doubts that nobody has dispelled keep a voice below the scorer's limit, whatever the engine's own figure."""
    if voice is None or voice.confirmed:
        return None
    return min(voice.confidence or DOUBTED, DOUBTED) if voice.doubts else voice.confidence


def _part(answer: Answer, messages: Mapping[int, Message]) -> Part:
    if answer.id is None:
        raise ValueError("a stored answer has an id")
    return Part(
        answer_id=answer.id,
        question_id=answer.question_id,
        branch=cast(Literal["experienced", "novice"], answer.branch),
        question_kind=cast(Literal["behavioural", "situational"], answer.question_kind),
        text=answer.text,
        messages=tuple(messages[message_id] for message_id in answer.message_ids if message_id in messages),
    )


async def _facts(session: AsyncSession, interview_id: UUID) -> tuple[ToldFact, ...]:
    rows = await session.exec(select(Fact).where(Fact.interview_id == interview_id).order_by(col(Fact.id)))
    return tuple(ToldFact(row.name, row.value, row.raw, row.passed) for row in rows)


def _reason(stored: Mapping[str, Any]) -> Reason:
    return Reason(
        at=datetime.fromisoformat(stored["at"]),
        question=stored["question"],
        decision=stored["decision"],
        because=stored["because"],
    )


def _language(name: str) -> Language:
    for language in LANGUAGES:
        if language == name:
            return language
    raise ValueError(f"no such language: {name!r}")
