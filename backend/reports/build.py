"""Put the report together: pure, and the same record and scores give the same report."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from backend.content.form import Form
from backend.content.models import Question
from backend.content.pack import Content
from backend.reports import marks, told, verdict
from backend.reports.advice import next_probes
from backend.reports.content import DimensionScore, Phrase, QuestionScore, ReportContent, TraceLine
from backend.reports.marks import Found
from backend.reports.ports import Evidence, Score
from backend.reports.quotes import place
from backend.reports.record import InterviewRecord, Reason, SpokenAnswer
from backend.reports.repeated import FLAG, repeated
from backend.reports.scoring import items

WHOLE: Final = "whole_answer"
"""The anchor of a quote that is everything that was said."""


@dataclass(frozen=True)
class WholeAnswer:
    """All that was said, as evidence for a level without a better quote."""

    quote: str
    start: int
    end: int
    anchor: str = WHOLE


def build_report(
    record: InterviewRecord, scores: Mapping[str, Score], form: Form, content: Content
) -> ReportContent:
    """The whole report. `scores`: question id to score, for the questions that were answered."""
    again = repeated(list(items(record, form, content)))
    questions = tuple(
        _repeated(found) if found.question_id in again else found
        for found in (_question(question, record, scores.get(question.id)) for question in form.scored())
    )
    total, confidence = _figures(form.position.weights, questions)
    dimensions = tuple(_dimension(key, weight, questions) for key, weight in form.position.weights.items())
    knockouts = tuple(told.knockouts(record, form))
    flags = tuple(dict.fromkeys(flag for question in questions for flag in question.flags))
    because = tuple(verdict.because(knockouts, total, confidence, flags))
    band = verdict.band(total, because, content.settings.bands)
    return ReportContent(
        interview_id=record.interview_id,
        application_id=record.application_id,
        position_id=record.position_id,
        site_id=record.site_id,
        language=record.language,
        branch=next((question.branch for question in questions if question.branch), None),
        started_at=record.started_at,
        finished_at=record.finished_at,
        total=total,
        confidence=confidence,
        band=band,
        because=because,
        conclusion=Phrase(key=f"report.band.{band}"),
        dimensions=dimensions,
        questions=questions,
        next_probes=next_probes(dimensions, questions),
        knockouts=knockouts,
        facts=tuple(told.other_facts(record, form)),
        flags=flags,
        method="+".join(sorted({score.method for score in scores.values()})),
        rubric_hash=_digest(question.rubric_hash or "" for question in questions),
        content_version=record.content_version,
        trace=tuple(_trace(reason) for reason in record.trace),
    )


def evidence(score: Score, answer: SpokenAnswer) -> Sequence[Evidence]:
    """What the level rests on; a low level may rest on the answer as a whole, because nothing in it stands out."""
    if score.evidence or score.level is None:
        return score.evidence
    return (WholeAnswer(answer.text, 0, len(answer.text)),)


def _figures(weights: Mapping[str, float], questions: Sequence[QuestionScore]) -> tuple[float | None, float]:
    """Total (0-10, one decimal) and confidence (0-1, two), rounded only here."""
    found = {key: _found(key, questions) for key in weights}
    total = marks.total(weights, {key: marks.dimension(ones) for key, ones in found.items()})
    sure = marks.confidence(weights, {key: marks.dimension_confidence(ones) for key, ones in found.items()})
    return _shown(total), marks.rounded(sure, 2)


def _found(dimension: str, questions: Iterable[QuestionScore]) -> list[Found]:
    return [Found(one.level, one.confidence) for one in questions if one.dimension == dimension]


def _shown(value: Fraction | None) -> float | None:
    return None if value is None else marks.rounded(value, 1)


def _dimension(key: str, weight: float, questions: Sequence[QuestionScore]) -> DimensionScore:
    mine = [question for question in questions if question.dimension == key]
    found = _found(key, mine)
    return DimensionScore(
        id=key,
        weight=weight,
        value=_shown(marks.dimension(found)),
        confidence=marks.rounded(marks.dimension_confidence(found), 2),
        review=any(question.review for question in mine),
        questions=tuple(question.question_id for question in mine),
    )


def _question(question: Question, record: InterviewRecord, score: Score | None) -> QuestionScore:
    answer = record.answer(question.id)
    if answer is None or score is None:
        return QuestionScore(question_id=question.id, dimension=question.dimension or "")
    first = answer.parts[0]
    return QuestionScore(
        question_id=question.id,
        dimension=question.dimension or "",
        branch=first.branch,
        question_kind=first.question_kind,
        answer=answer.text,
        earlier=record.earlier.get(question.id, ()),
        answer_ids=tuple(part.answer_id for part in answer.parts),
        level=score.level,
        confidence=score.confidence,
        review=score.review,
        flags=tuple(score.flags),
        rubric_hash=score.rubric_hash,
        quotes=tuple(place(piece, answer) for piece in evidence(score, answer)),
    )


def _repeated(found: QuestionScore) -> QuestionScore:
    """Nothing of its own was told here: no evidence, which is not a low level, and a person should ask."""
    flags = tuple(dict.fromkeys((*found.flags, FLAG)))
    return found.model_copy(update={"level": None, "review": True, "flags": flags, "quotes": ()})


def _trace(reason: Reason) -> TraceLine:
    return TraceLine(at=reason.at, question=reason.question, decision=reason.decision, because=reason.because)


def _digest(hashes: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:16]
