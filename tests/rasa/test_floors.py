"""What the trained model must reach on utterances it was not trained on (contract §5)."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import PROJECT, Line, Understand

HERE = Path(__file__).parent
F1_FLOOR = 0.94
LANGUAGE_FLOOR = 0.98
MISTAKEN_CEILING = 0.01
HARMLESS = {"answer", "affirm", "deny"}
"""With a question pending the interviewer takes these for the answer."""


def seen() -> set[str]:
    """All training utterances, bare of case, spaces and marks."""
    blocks = (
        block
        for path in PROJECT.glob("data/nlu/*/*.yml")
        for block in yaml.safe_load(path.read_text())["nlu"]
    )
    return {bare(line[2:]) for block in blocks for line in block["examples"].splitlines()}


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def unseen(name: str) -> list[dict[str, Any]]:
    known = seen()
    cases = [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    return [case for case in cases if bare(case["text"]) not in known]


def ask(understand: Understand, cases: list[dict[str, Any]]) -> list[Line]:
    return understand([json.dumps({key: case[key] for key in ("id", "text", "stage")}) for case in cases])


@pytest.fixture(scope="module")
def heldback(understand: Understand) -> list[tuple[dict[str, Any], Line]]:
    cases = unseen("heldback.jsonl")
    return list(zip(cases, ask(understand, cases), strict=True))


def test_enough_is_held_back(heldback: list[tuple[dict[str, Any], Line]]) -> None:
    assert len(heldback) >= 300
    assert {case["language"] for case, _ in heldback} == {"zh", "en", "ja", "ko"}


def test_commands_and_questions_are_understood(heldback: list[tuple[dict[str, Any], Line]]) -> None:
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    for case, line in heldback:
        given[line["intent"]] += 1
        wanted[case["intent"]] += 1
        right[case["intent"]] += line["intent"] == case["intent"]
    scores = [2 * right[intent] / (given[intent] + wanted[intent]) for intent in wanted]
    assert sum(scores) / len(scores) >= F1_FLOOR


def test_the_language_is_recognised(heldback: list[tuple[dict[str, Any], Line]]) -> None:
    right = sum(line["language"] == case["language"] for case, line in heldback)
    assert right / len(heldback) >= LANGUAGE_FLOOR


def test_confidence_means_something(heldback: list[tuple[dict[str, Any], Line]]) -> None:
    """The sure half is right nearly always, and more often than the unsure half."""
    ranked = sorted(heldback, key=lambda pair: -pair[1]["confidence"])
    marks = [line["intent"] == case["intent"] for case, line in ranked]
    half = len(marks) // 2
    assert sum(marks[:half]) / half >= 0.97
    assert sum(marks[:half]) / half > sum(marks[half:]) / (len(marks) - half)


def test_answers_that_mention_commands_stay_answers(understand: Understand) -> None:
    cases = unseen("answers.jsonl")
    mistaken = [line for line in ask(understand, cases) if line["intent"] not in HARMLESS]
    assert len(cases) >= 200
    assert len(mistaken) / len(cases) <= MISTAKEN_CEILING, mistaken
