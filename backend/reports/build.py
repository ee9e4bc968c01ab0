"""Put the report together: pure, and the same record and scores give the same report."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from backend.content.form import Form
from backend.content.models import Bands, Knockout, Question
from backend.content.pack import Content
from backend.reports import marks
from backend.reports.advice import next_probes
from backend.reports.content import (
    Band,
    Because,
    DimensionScore,
    KnockoutFact,
    OtherFact,
    Phrase,
    QuestionScore,
    ReportContent,
    TraceLine,
)
from backend.reports.marks import Found
from backend.reports.ports import Evidence, Score
from backend.reports.quotes import place
from backend.reports.record import InterviewRecord, SpokenAnswer, ToldFact

LOW_CONFIDENCE: Final = 0.5
"""Below this (0-1), over all dimensions by weight, a person must look before anything else happens."""
UNTOLD: Final = ToldFact("", "skipped", "", None)
WHOLE: Final = "whole_answer"
"""The anchor of a quote that is everything that was said."""
NOT_SAID: Final = ("unclear", "skipped", "")


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
    questions = tuple(_question(question, record, scores.get(question.id)) for question in form.scored())
    found = {question.question_id: Found(question.level, question.confidence) for question in questions}
    dimensions = tuple(_dimension(key, weight, questions) for key, weight in form.position.weights.items())
    exact = {one.id: [found[question_id] for question_id in one.questions] for one in dimensions}
    total = marks.total(form.position.weights, {key: marks.dimension(ones) for key, ones in exact.items()})
    sure = marks.confidence(
        form.position.weights, {key: marks.dimension_confidence(ones) for key, ones in exact.items()}
    )
    knockouts = tuple(_knockouts(record, form))
    shown = None if total is None else marks.rounded(total, 1)
    because = tuple(_because(knockouts, shown, marks.rounded(sure, 2), questions))
    band = _band(shown, because, content.settings.bands)
    return ReportContent(
        interview_id=record.interview_id,
        application_id=record.application_id,
        position_id=record.position_id,
        site_id=record.site_id,
        language=record.language,
        branch=next((question.branch for question in questions if question.branch), None),
        started_at=record.started_at,
        finished_at=record.finished_at,
        total=shown,
        confidence=marks.rounded(sure, 2),
        band=band,
        because=because,
        conclusion=Phrase(key=f"report.band.{band}"),
        dimensions=dimensions,
        questions=questions,
        next_probes=next_probes(dimensions, questions),
        knockouts=knockouts,
        facts=tuple(_other_facts(record, form)),
        flags=tuple(dict.fromkeys(flag for question in questions for flag in question.flags)),
        method="+".join(sorted({score.method for score in scores.values()})),
        rubric_hash=_digest(question.rubric_hash or "" for question in questions),
        content_version=record.content_version,
        trace=tuple(
            TraceLine(at=one.at, question=one.question, decision=one.decision, because=one.because)
            for one in record.trace
        ),
    )


def _question(question: Question, record: InterviewRecord, score: Score | None) -> QuestionScore:
    answer = record.answer(question.id)
    first = answer.parts[0] if answer else None
    return QuestionScore(
        question_id=question.id,
        dimension=question.dimension or "",
        branch=first.branch if first else None,
        question_kind=first.question_kind if first else None,
        answer=answer.text if answer else None,
        answer_ids=tuple(part.answer_id for part in answer.parts) if answer else (),
        level=score.level if score else None,
        confidence=score.confidence if score else 0.0,
        review=score.review if score else False,
        flags=tuple(score.flags) if score else (),
        rubric_hash=score.rubric_hash if score else None,
        quotes=tuple(place(piece, answer) for piece in evidence(score, answer)) if score and answer else (),
    )


def evidence(score: Score, answer: SpokenAnswer) -> Sequence[Evidence]:
    """What the level rests on; a low level may rest on the answer as a whole, because nothing in it stands out."""
    if score.evidence or score.level is None:
        return score.evidence
    return (WholeAnswer(answer.text, 0, len(answer.text)),)


def _dimension(key: str, weight: float, questions: Sequence[QuestionScore]) -> DimensionScore:
    mine = [question for question in questions if question.dimension == key]
    found = [Found(question.level, question.confidence) for question in mine]
    value = marks.dimension(found)
    return DimensionScore(
        id=key,
        weight=weight,
        value=None if value is None else marks.rounded(value, 1),
        confidence=marks.rounded(marks.dimension_confidence(found), 2),
        review=any(question.review for question in mine),
        questions=tuple(question.question_id for question in mine),
    )


def _knockouts(record: InterviewRecord, form: Form) -> Iterator[KnockoutFact]:
    """Those that were asked, and every plain must even when not. A conditional one is a must once asked."""
    for knockout in form.knockouts:
        fact = record.fact(knockout.id)
        if fact is not None or knockout.must:
            yield _knockout(knockout, fact or UNTOLD)


def _knockout(knockout: Knockout, fact: ToldFact) -> KnockoutFact:
    must = knockout.must or knockout.must_if is not None
    return KnockoutFact(id=knockout.id, must=must, state=_state(fact, must), value=fact.value, raw=fact.raw)


def _state(fact: ToldFact, must: bool) -> Literal["met", "unmet", "unclear", "noted"]:
    if fact.passed is not None:
        return "met" if fact.passed else "unmet"
    return "unclear" if must or fact.value in NOT_SAID else "noted"


def _because(
    knockouts: Iterable[KnockoutFact], total: float | None, sure: float, questions: Iterable[QuestionScore]
) -> Iterator[Because]:
    if any(knockout.must and knockout.state != "met" for knockout in knockouts):
        yield Because.KNOCKOUT
    if total is None:
        yield Because.NO_EVIDENCE
    elif sure < LOW_CONFIDENCE:
        yield Because.LOW_CONFIDENCE
    if any("injection" in question.flags for question in questions):
        yield Because.INJECTION


def _band(total: float | None, because: Sequence[Because], bands: Bands) -> Band:
    if because or total is None:
        return Band.REVIEW
    if total >= bands.recommend:
        return Band.RECOMMEND
    return Band.REVIEW if total >= bands.review else Band.NOT_YET


def _other_facts(record: InterviewRecord, form: Form) -> Iterator[OtherFact]:
    kinds: dict[str, Literal["question", "site_question"]] = {
        **{question.id: "question" for question in form.questions if not question.scored},
        **{question.id: "site_question" for question in form.site_questions},
    }
    asked = {knockout.id for knockout in form.knockouts}
    for fact in record.facts:
        if fact.name not in asked:
            kind = "experience" if fact.name == "experience" else kinds.get(fact.name, "other")
            yield OtherFact(kind=kind, id=fact.name, value=fact.value, raw=fact.raw)


def _digest(hashes: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:16]
