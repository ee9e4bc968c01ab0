"""The training answers of `training/*.yaml`: every clause carries the role its author gave it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "training"
_JOIN = {"zh": "，", "en": ", ", "ja": "、", "ko": ", "}
_STOP = {"zh": "。", "en": ".", "ja": "。", "ko": "."}


@dataclass(frozen=True)
class Span:
    """One labelled stretch of a training answer, in code points."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """One training answer with its level, its attack kind ("" for an ordinary one) and its labelled spans."""

    language: str
    position: str
    dimension: str
    question: str
    question_kind: str
    level: int
    attack: str
    answer: str
    spans: tuple[Span, ...]


def examples(folder: Path = FOLDER) -> Iterator[Example]:
    """All training answers in file and reading order; raises ValueError naming a malformed answer."""
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in raw["groups"]:
            for line in group["answers"]:
                yield _example(raw["language"], group, line)


def digest(folder: Path = FOLDER) -> str:
    """SHA-256 over all training files, so that a model says which data it was trained on."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _example(language: str, group: dict[str, str], line: str) -> Example:
    head, *parts = line.split("|")
    level, _, attack = head.partition("!")
    answer, spans = "", []
    for part in parts:
        role, _, text = part.partition(" ")
        if role not in set("SARPGBOTHN") or not text:
            raise ValueError(f"malformed training answer: {line}")
        spans.append(Span(role, len(answer), len(answer) + len(text)))
        answer += text + _JOIN[language]
    answer = answer.removesuffix(_JOIN[language]) + _STOP[language]
    return Example(
        language=language,
        position=group["position"],
        dimension=group["dimension"],
        question=group["question"],
        question_kind=group["kind"],
        level=int(level),
        attack=attack,
        answer=answer,
        spans=tuple(spans),
    )
