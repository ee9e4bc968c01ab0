"""What the rest of the product may rely on: items in, scores out, one JSON line each."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.scoring.evidence import Evidence

Kind = Literal["behavioural", "situational", "knowledge"]
__all__ = [
    "BatchCount",
    "Evidence",
    "Item",
    "Kind",
    "Score",
    "Scorer",
    "embedded",
    "run_batch",
    "score_lines",
]


@dataclass(frozen=True)
class Item:
    """One answer to one question about one dimension; `rubric` maps "1".."5" to its anchor.

    Of a knowledge question the rubric maps to model answers worth that level, one a line.
    """

    id: str
    position: str
    dimension: str
    question: str
    rubric: Mapping[str, str]
    answer: str
    question_kind: Kind | None = None
    asr_confidence: float | None = None


@dataclass(frozen=True)
class Score:
    """`level` and `score` are None when there is no evidence to judge; that is not a low score."""

    id: str
    level: int | None
    score: float | None
    confidence: float
    review: bool
    evidence: tuple[Evidence, ...]
    flags: tuple[str, ...]
    method: str
    rubric_hash: str

    def to_json(self) -> dict[str, object]:
        """The line of contract §4; the order of keys is part of the contract."""
        return {
            "id": self.id,
            "level": self.level,
            "score": self.score,
            "confidence": self.confidence,
            "review": self.review,
            "evidence": [
                {"quote": e.quote, "start": e.start, "end": e.end, "anchor": e.anchor} for e in self.evidence
            ],
            "flags": list(self.flags),
            "method": self.method,
            "rubric_hash": self.rubric_hash,
        }


class Scorer(Protocol):
    """Anything that scores one item."""

    def score(self, item: Item) -> Score:
        """Score one item; pure for the embedded method."""


@dataclass(frozen=True)
class BatchCount:
    """How many lines were scored and how many were written as errors."""

    scored: int
    failed: int


class _Line(BaseModel):
    """One line of input; unknown keys are ignored, so that labelled sets can be scored as they are."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str
    position: str
    dimension: str
    question: str
    rubric: dict[str, str] = Field(min_length=1)
    answer: str
    question_kind: Kind | None = None
    asr_confidence: float | None = None


def embedded() -> Scorer:
    """The scorer that needs no key and no network; its model is loaded once."""
    from actions.scoring.methods.embedded import embedded as build  # noqa: PLC0415 - it imports this module

    return build()


def kind_of(item: Item) -> Kind:
    """The question's kind: as given, else behavioural when it asks what happened, else situational.

    >>> kind_of(Item("1", "", "", "如果机器突然冒烟，你会怎么做？", {"1": ""}, ""))
    'situational'
    """
    if item.question_kind is not None:
        return item.question_kind
    return "situational" if _supposes(item.question) else "behavioural"


def rubric_hash(rubric: Mapping[str, str]) -> str:
    """Twelve hex digits over the anchors in order of their levels."""
    plain = json.dumps(sorted(rubric.items()), ensure_ascii=False, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()[:12]


def score_lines(lines: Iterable[str], scorer: Scorer) -> Iterator[str]:
    """One JSON line out for each non-blank line in; a bad line becomes `{"id", "error"}` and the rest goes on."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _dump(_one(line, number, scorer))


def run_batch(input: Path, output: Path, scorer: Scorer) -> BatchCount:
    """Score a JSONL file into another; raises OSError if one of them cannot be opened."""
    scored = failed = 0
    with input.open(encoding="utf-8", errors="replace") as lines, output.open("w", encoding="utf-8") as out:
        for result in score_lines(lines, scorer):
            out.write(result + "\n")
            bad = "error" in json.loads(result)
            scored, failed = scored + (not bad), failed + bad
    return BatchCount(scored, failed)


def _one(line: str, number: int, scorer: Scorer) -> dict[str, object]:
    try:
        parsed = _Line.model_validate_json(line)
    except ValidationError as error:
        return {"id": _id_of(line), "error": f"line {number}: {_reason(error)}"}
    return scorer.score(Item(**parsed.model_dump())).to_json()


def _reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def _id_of(line: str) -> object:
    try:
        raw = json.loads(line)
    except ValueError:
        return None
    return raw.get("id") if isinstance(raw, dict) else None


def _dump(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_SUPPOSE = re.compile(
    r"^.{0,12}(?:如果|假如|要是|假设|万一)|会怎么|会怎样|会如何|会先|^(?:imagine|suppose|if)\b|would you|what will you|"
    r"もし|としたら|만약|라면|다면|하시겠|어떻게 하실"
)
_HAPPENED = re.compile(
    r"过|一次|一回|一件|那次|经历|真事|以前|上次|当时|例|你是[怎如咋]|有没有|[做弄办学理]的|遇到|碰到|发现|"
    r"\b(?:have you|did|a time|example|were|was|last|how have|tell)\b|"
    r"たこと|ました|経験|したか|한 적|했던|었던|경험|했습니까|[했었았]나요|[했었았]어요"
)


def _supposes(question: str) -> bool:
    """True if the question puts a case or asks for nothing that happened."""
    text = question.strip().lower()
    return bool(_SUPPOSE.search(text)) or not _HAPPENED.search(text)
