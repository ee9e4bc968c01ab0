"""What the trained model must reach on the development set, which the training data are tuned against (contract §5).

`test_fresh.py` has the utterances that nobody tunes against.
"""

from typing import Any

import pytest

from .cases import ask, cases, macro_f1
from .conftest import Line, Understand

F1_FLOOR = 0.94
LANGUAGE_FLOOR = 0.98
MISTAKEN_CEILING = 0.01
HARMLESS = {"answer", "affirm", "deny"}
"""With a question pending the interviewer takes these for the answer."""


@pytest.fixture(scope="module")
def development(understand: Understand) -> list[tuple[dict[str, Any], Line]]:
    asked = cases("heldback.jsonl")
    return list(zip(asked, ask(understand, asked), strict=True))


def test_the_development_set_is_large(development: list[tuple[dict[str, Any], Line]]) -> None:
    assert len(development) >= 300
    assert {case["language"] for case, _ in development} == {"zh", "en", "ja", "ko"}


def test_commands_and_questions_are_understood(development: list[tuple[dict[str, Any], Line]]) -> None:
    asked, lines = zip(*development, strict=True)
    assert macro_f1(asked, lines) >= F1_FLOOR


def test_the_language_is_recognised(development: list[tuple[dict[str, Any], Line]]) -> None:
    right = sum(line["language"] == case["language"] for case, line in development)
    assert right / len(development) >= LANGUAGE_FLOOR


def test_confidence_means_something(development: list[tuple[dict[str, Any], Line]]) -> None:
    """The sure half is right nearly always, and more often than the unsure half."""
    ranked = sorted(development, key=lambda pair: -pair[1]["confidence"])
    marks = [line["intent"] == case["intent"] for case, line in ranked]
    half = len(marks) // 2
    assert sum(marks[:half]) / half >= 0.97
    assert sum(marks[:half]) / half > sum(marks[half:]) / (len(marks) - half)


def test_answers_that_mention_commands_stay_answers(understand: Understand) -> None:
    asked = cases("answers.jsonl")
    mistaken = [line for line in ask(understand, asked) if line["intent"] not in HARMLESS]
    assert len(asked) >= 200
    assert len(mistaken) / len(asked) <= MISTAKEN_CEILING, mistaken
