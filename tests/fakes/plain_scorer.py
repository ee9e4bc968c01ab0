"""A scorer one can read: the answer begins with its level, `0` is no evidence, `!flag` sets a flag."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from backend.reports.ports import Item


@dataclass(frozen=True)
class PlainEvidence:
    quote: str
    start: int
    end: int
    anchor: str


@dataclass(frozen=True)
class PlainScore:
    id: str
    level: int | None
    score: float | None
    confidence: float
    review: bool
    evidence: tuple[PlainEvidence, ...]
    flags: tuple[str, ...]
    method: str = "plain/1"
    rubric_hash: str = "abc"

    def to_json(self) -> Mapping[str, object]:
        return asdict(self)


class PlainScorer:
    """Remembers what it was given."""

    def __init__(self, confidence: float = 0.8) -> None:
        self.confidence = confidence
        self.items: list[Item] = []

    def score(self, item: Item) -> PlainScore:
        self.items.append(item)
        level = int(item.answer[0]) or None
        flags = tuple(re.findall(r"!(\w+)", item.answer))
        quotes = (self._quote(item),) if level and "bare" not in flags else ()
        value = float(level) if level else None
        return PlainScore(item.id, level, value, self.confidence, "review" in flags, quotes, flags)

    @staticmethod
    def _quote(item: Item) -> PlainEvidence:
        """Everything between the first and the last pair of brackets, else the whole answer."""
        start, end = item.answer.find("«") + 1, item.answer.rfind("»")
        end = end if end > 0 else len(item.answer)
        return PlainEvidence(item.answer[start:end], start, end, item.answer[0])
