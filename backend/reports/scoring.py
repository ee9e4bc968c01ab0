"""Score a whole interview: the same record gives the same bytes, today and at a replay."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from backend.content.form import Form
from backend.content.models import Question
from backend.content.pack import Content
from backend.reports.ports import Item, Score, Scorer
from backend.reports.record import InterviewRecord, SpokenAnswer


def items(record: InterviewRecord, form: Form, content: Content) -> Iterator[Item]:
    """What there is to score, in the order of the form. The item's id is the question's."""
    for question in form.scored():
        answer = record.answer(question.id)
        if answer is not None:
            yield _item(question, answer, record, content)


def score(record: InterviewRecord, form: Form, content: Content, scorer: Scorer) -> dict[str, Score]:
    """Question id to score, for every scored question that was answered. Takes CPU."""
    return {item.id: scorer.score(item) for item in items(record, form, content)}


def canonical(scores: Mapping[str, Score]) -> str:
    """The scores as the one string that a replay must give again: sorted keys, no spaces."""
    lines: list[Mapping[str, Any]] = [found.to_json() for found in scores.values()]
    return json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _item(question: Question, answer: SpokenAnswer, record: InterviewRecord, content: Content) -> Item:
    first = answer.parts[0]
    if question.dimension is None:
        raise ValueError(f"{question.id} is scored and has no dimension")
    anchors = content.dimensions[question.dimension].anchors(
        first.question_kind, first.branch, record.language
    )
    return Item(
        id=question.id,
        position=record.position_id,
        dimension=question.dimension,
        question=question.wording(first.branch).said_in(record.language),
        rubric=anchors,
        answer=answer.text,
        question_kind=first.question_kind,
        asr_confidence=answer.sure,
    )
