"""Find the empty band between two columns of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.resumes.periods import PERIOD

STEP: Final = 2.0
"""Points between the places that are tried."""
BAND: Final = 8.0
"""Points that must be empty on both sides together."""
LINES: Final = 4
"""A column has at least so many lines."""
HEAD: Final = 0.5
"""The share of the words' height that a heading across both columns may take."""
_OWN_LINES: Final = 0.5
_RAGGED: Final = 3.0


@dataclass(frozen=True)
class Word:
    """A word and where it stands, in points from the upper left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


def gutter(words: Sequence[Word], width: float) -> tuple[float, float] | None:
    """The middle of the gutter and where the columns begin below a common heading; None for a plain page."""
    if not words:
        return None
    best: tuple[float, float, float] | None = None
    at = width * 0.2
    while at < width * 0.8:
        top = _free_below(words, at)
        if top is not None and (best is None or top < best[1] - 1):
            best = (at, top, at)
        elif top is not None and best is not None and abs(top - best[1]) <= 1 and at - best[2] <= STEP:
            best = (best[0], best[1], at)
        at += STEP
    return ((best[0] + best[2]) / 2, best[1]) if best else None


def _free_below(words: Sequence[Word], at: float) -> float | None:
    crossing = [one for one in words if one.x0 < at + BAND / 2 and one.x1 > at - BAND / 2]
    top = max((one.bottom for one in crossing), default=0.0) + 0.5
    first, last = min(one.top for one in words), max(one.bottom for one in words)
    if top - first > (last - first) * HEAD:
        return None
    body = [one for one in words if one.top >= top - 1]
    sides = [one for one in body if one.x1 <= at], [one for one in body if one.x0 >= at]
    long_enough = all(len(_tops(side)) >= LINES for side in sides)
    return top if long_enough and _aligned(sides[1]) and not _belong_together(*sides) else None


def _tops(side: Sequence[Word]) -> set[int]:
    return {round(one.top / 3) for one in side}


def _aligned(side: Sequence[Word]) -> bool:
    """Most lines of a right column begin at one place; words that merely leave a hole do not."""
    starts: dict[int, float] = {}
    for one in side:
        line = round(one.top / 3)
        starts[line] = min(starts.get(line, one.x0), one.x0)
    edge = min(starts.values())
    return sum(start - edge <= _RAGGED for start in starts.values()) >= len(starts) * _OWN_LINES


def _belong_together(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether most lines on the right stand beside their label or their dates."""
    beside: dict[int, str] = {}
    for one in sorted(left, key=lambda word: word.x0):
        line = round(one.top / 3)
        beside[line] = f"{beside.get(line, '')} {one.text}".strip()
    lines = _tops(right)
    labels = [line for line in lines if _is_label(beside.get(line, ""))]
    return len(labels) > len(lines) / 2


def _is_label(said: str) -> bool:
    return said.endswith((":", "：")) or PERIOD.fullmatch(said) is not None
