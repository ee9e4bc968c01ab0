"""What HR should ask next, for each dimension that is not settled: one piece, the one most worth having."""

from collections.abc import Iterator, Sequence
from typing import Final

from backend.reports.content import DimensionScore, Phrase, QuestionScore

SETTLED: Final = 9.0
"""From here on (0-10) nothing more needs asking."""
UNSURE: Final = 0.5
"""Below this confidence (0-1) even a high value is worth another question."""
_BY_FLAG: Final = (
    ("not_own_action", "ownership"),
    ("hypothetical", "situation"),
    ("template", "situation"),
    ("off_topic", "situation"),
    ("keyword_list", "action"),
    ("too_short", "action"),
)
_BY_LEVEL: Final = {1: "action", 2: "action", 3: "result", 4: "prevention", 5: "situation"}
"""What stands between this level and the next; 5 is asked again only when unsure."""


def next_probes(
    dimensions: Sequence[DimensionScore], questions: Sequence[QuestionScore]
) -> tuple[Phrase, ...]:
    """One phrase for each dimension worth asking about, the least settled first."""
    open_ones = [one for one in dimensions if _is_open(one)]
    open_ones.sort(key=lambda one: (one.value is not None, one.value or 0.0))
    return tuple(
        Phrase(key=f"report.next_probe.{_missing(one, questions)}", params={"dimension": one.id})
        for one in open_ones
    )


def _is_open(dimension: DimensionScore) -> bool:
    return dimension.value is None or dimension.value < SETTLED or dimension.confidence < UNSURE


def _missing(dimension: DimensionScore, questions: Sequence[QuestionScore]) -> str:
    asked = list(_answered(dimension, questions))
    if not asked:
        return "no_evidence"
    weakest = min(asked, key=lambda question: question.level or 0)
    for flag, piece in _BY_FLAG:
        if flag in weakest.flags and not (flag == "hypothetical" and weakest.question_kind == "situational"):
            return piece
    if weakest.level == 3 and weakest.question_kind == "situational":
        return "prevention"
    return _BY_LEVEL[weakest.level or 1]


def _answered(dimension: DimensionScore, questions: Sequence[QuestionScore]) -> Iterator[QuestionScore]:
    for question in questions:
        if question.question_id in dimension.questions and question.level is not None:
            yield question
