"""Where a speaker would have paused: a small trained model for transcripts without punctuation."""

import math
from collections.abc import Mapping
from itertools import accumulate

Features = list[str]


def cuts(text: str, weights: Mapping[str, float], least: int) -> list[int]:
    """Positions at which `text` falls into clauses, chosen jointly; no clause is shorter than `least` characters."""
    gains = [_gain(text, at, weights) for at in range(len(text))]
    best = [0.0] + [-math.inf] * len(text)
    back = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 40), end - least + 1):
            value = best[start] + (gains[start] if start else 0.0)
            if value > best[end]:
                best[end], back[end] = value, start
    found, at = [], len(text)
    while at > 0 and back[at] > 0:
        at = back[at]
        found.append(at)
    return found[::-1]


def around(text: str, at: int) -> Features:
    """What stands before and after a place between two characters."""
    before, after = "^^^" + text[:at], text[at:] + "$$$"
    return [
        f"<{before[-1]}", f"<{before[-2:]}", f"<{before[-3:]}",
        f">{after[0]}", f">{after[:2]}", f">{after[:3]}",
        f"|{before[-1]}{after[0]}",
    ]  # fmt: skip


def places(clauses: list[str]) -> list[tuple[int, bool]]:
    """Every place between two characters of the joined clauses, and whether one clause ends there."""
    ends = list(accumulate(map(len, clauses)))
    return [(at, at in ends[:-1]) for at in range(1, ends[-1])]


def _gain(text: str, at: int, weights: Mapping[str, float]) -> float:
    return math.fsum([weights.get("bias", 0.0), *(weights.get(name, 0.0) for name in around(text, at))])
