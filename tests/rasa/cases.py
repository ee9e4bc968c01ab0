"""Labelled utterances: where they stand, when two are the same, and how well a model did on them."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from .conftest import PROJECT, Line, Understand

HERE = Path(__file__).parent


def cases(name: str) -> list[Line]:
    """The labelled lines of a file beside this one."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def training() -> Iterator[str]:
    """Every utterance that the model is trained on."""
    for path in PROJECT.glob("data/nlu/*/*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            yield from (line.removeprefix("- ") for line in block["examples"].splitlines())


def bare(text: str) -> str:
    """The text without width, case, spaces and marks; a text of marks alone keeps them."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", plain) or re.sub(r"\s+", "", plain)


def ask(understand: Understand, asked: list[Line]) -> list[Line]:
    """What the model makes of each case, without being shown the label."""
    return understand([json.dumps({key: case[key] for key in ("id", "text", "stage")}) for case in asked])


def macro_f1(asked: Sequence[Line], lines: Sequence[Line]) -> float:
    """The mean F1 of the wanted intents, each counting the same."""
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    for case, line in zip(asked, lines, strict=True):
        given[line["intent"]] += 1
        wanted[case["intent"]] += 1
        right[case["intent"]] += line["intent"] == case["intent"]
    return sum(2 * right[intent] / (given[intent] + wanted[intent]) for intent in wanted) / len(wanted)
