"""What of the model answers an answer contains, in figures that need no trained model."""

import math
import re
import unicodedata
from collections.abc import Sequence

_SIZES = (1, 2, 3)
_NEGATIVE = re.compile(r"不|没|无|错|\bno\b|\bnot\b|ない|ません|않|없")
_YES = re.compile(r"^(?:对|正确|是|可以|能|yes|right|はい|네)")
_NO = re.compile(r"^(?:错|不|否|no|wrong|いいえ|아니)")


def plain(text: str) -> str:
    """One width and case, no white space: a line break says nothing about knowledge."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).lower())


def likeness(answer: str, models: Sequence[str], question: str) -> list[float]:
    """Figures for one answer against the best model answer; all arguments `plain`.

    What it shares with it, with and without the question's words, its length, its negations, its digits, and whether
    it begins with yes or no.
    """
    shared = [_shared(answer, model, question) for model in models]
    best = [max(column) for column in zip(*shared, strict=True)]
    size = max(len(answer), 1)
    return [
        *best,
        math.log1p(len(answer)),
        min(len(answer) / max(len(models[0]), 1), 3.0),
        len(_NEGATIVE.findall(answer)) / size,
        sum(char.isdigit() for char in answer) / size,
        float(_YES.match(answer) is not None),
        float(_NO.match(answer) is not None),
    ]


def _shared(answer: str, model: str, question: str) -> list[float]:
    found = []
    for size in _SIZES:
        told, wanted, asked = (grams(text, size) for text in (answer, model, question))
        found += [_share(told & wanted, wanted), _share((told & wanted) - asked, wanted - asked)]
    told, wanted = grams(answer, 2), grams(model, 2)
    return [*found, _share(told & wanted, told), 2 * len(told & wanted) / max(len(told) + len(wanted), 1)]


def grams(text: str, size: int) -> frozenset[str]:
    """All runs of `size` characters."""
    return frozenset(text[at : at + size] for at in range(len(text) - size + 1))


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0
