"""Where a speaker would have paused: a small trained model for Chinese transcripts without punctuation.

Words and their parts of speech come from the dictionary of jieba; a pause never falls inside a word.
"""

import math
from collections.abc import Mapping
from itertools import accumulate

import rjieba

Features = list[str]
_INSIDE = "inside"
_EDGE = [("^", "^")] * 3, [("$", "$")] * 3
_MOST = 12
_NEVER = -50.0
_SPANS = ((0, 3), (3, 6), (1, 3), (3, 5), (2, 4), (2, 5), (1, 4), (1, 5))


def cuts(text: str, weights: Mapping[str, float], least: int) -> list[int]:
    """Positions at which `text` falls into clauses, chosen jointly.

    No clause is shorter than `least` characters, none longer than 12: nobody speaks longer without a breath.
    """
    gains = [_gain(found, weights) for found in around(text)]
    best = [0.0] + [-math.inf] * len(text)
    back = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _MOST), end - least + 1):
            value = best[start] + (gains[start] if start else 0.0)
            if value > best[end]:
                best[end], back[end] = value, start
    found, at = [], len(text)
    while at > 0 and back[at] > 0:
        at = back[at]
        found.append(at)
    return found[::-1]


def around(text: str) -> list[Features]:
    """For each character, what stands before and after it, in characters, words and parts of speech."""
    tagged = rjieba.tag(text, False)
    words = [*_EDGE[0], *tagged, *_EDGE[1]]
    starts = {at: i for i, at in enumerate(accumulate((len(word) for word, _ in tagged), initial=0))}
    return [
        _characters(text, at) + (_words(words, starts[at] + 3) if at in starts else [_INSIDE])
        for at in range(len(text))
    ]


def places(clauses: list[str]) -> list[tuple[int, bool]]:
    """Every place between two characters of the joined clauses, and whether one clause ends there."""
    ends = list(accumulate(map(len, clauses)))
    return [(at, at in ends[:-1]) for at in range(1, ends[-1])]


def _characters(text: str, at: int) -> Features:
    before, after = "^^^" + text[:at], text[at:] + "$$$"
    return [
        f"<{before[-1]}", f"<{before[-2:]}", f"<{before[-3:]}",
        f">{after[0]}", f">{after[:2]}", f">{after[:3]}",
        f"|{before[-1]}{after[0]}",
    ]  # fmt: skip


def _words(words: list[tuple[str, str]], at: int) -> Features:
    """Words and parts of speech up to three to the left and right of the word at `at`."""
    said = [word for word, _ in words[at - 2 : at + 2]]
    parts = [part for _, part in words[at - 3 : at + 3]]
    return [
        f"w<{said[1]}", f"w>{said[2]}", f"w<<{said[0]}{said[1]}", f"w>>{said[2]}{said[3]}",
        f"wp{said[1]} {parts[3]}", f"pw{parts[2]} {said[2]}",
        *(f"p{a}{b} " + " ".join(parts[a:b]) for a, b in _SPANS),
    ]  # fmt: skip


def _gain(found: Features, weights: Mapping[str, float]) -> float:
    if _INSIDE in found:
        return _NEVER
    return math.fsum([weights.get("bias", 0.0), *(weights.get(name, 0.0) for name in found)])
