"""From what was covered to a level: an ordinal head with monotone weights, bounded by rules anyone can check."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from actions.scoring.gates import Verdict
from actions.scoring.reading import Reading
from actions.scoring.roles import Model

# Direction of each measure; the trainer may not fit a weight of the other sign.
DIRECTION: Mapping[str, int] = {
    "action": 1,
    "second_action": 1,
    "more_actions": 1,
    "result": 1,
    "second_result": 1,
    "prevention": 1,
    "second_prevention": 1,
    "supposed": 1,
    "situation": 1,
    "detail": 1,
    "evidence_length": 1,
    "stance": 1,
    "counter": -1,
    "lacking": -1,
    "unowned": -1,
}
_LENGTH_CAP = {"zh": 160, "ja": 220, "ko": 220, "en": 480}
FLOOR = 0.6
_THREE_STEPS = 1.6
_CERTAIN_WITHOUT_WORDS = 0.99
LEAST = {"action": 0.35, "result": 0.25, "prevention": 0.3}


@dataclass(frozen=True)
class Decision:
    """`level` None means insufficient evidence. `probabilities` are for levels 1 to 5 before the bounds."""

    level: int | None
    score: float | None
    probabilities: tuple[float, ...]
    bounds: tuple[str, ...]


def coverage(reading: Reading) -> dict[str, float]:
    """How much of each kind of evidence there is; every measure saturates, so more of the same cannot pile up."""
    action, result, lasting = reading.mass("A"), reading.mass("R"), reading.mass("P")
    acted = min(max(action, lasting), 1.0)
    return {
        "action": reading.strongest("A"),
        "second_action": _part(action, 1.0, 1.0),
        "more_actions": _part(action, 2.0, 3.0) / 3,
        "result": min(result, 1.0),
        "second_result": _part(result, 1.0, 2.0) / 2,
        "prevention": min(lasting, 1.0),
        "second_prevention": _part(lasting, 1.0, 1.0),
        "supposed": min(_part(action, 1.0, 1.0), 1.0) if reading.kind == "situational" else 0.0,
        "situation": min(reading.mass("S"), 1.0),
        "detail": min(_details(reading), 4) / 4,
        "evidence_length": _length(reading),
        "stance": min(reading.mass("G"), 1.0) * (1 - acted),
        "counter": min(reading.mass("B"), 2.0) * (1 - 0.7 * acted),
        "lacking": min(reading.mass("N"), 2.0) * (1 - 0.7 * acted),
        "unowned": min(reading.mass("T"), 1.0) * (1 - acted),
    }


def decide(verdict: Verdict, trained: Model) -> Decision:
    """The likeliest level under the head, bounded by gates and rules."""
    reading = verdict.reading
    found = probabilities(coverage(reading), trained.head, trained.cuts)
    if verdict.cap is None:
        return Decision(None, None, found, ())
    bounds = rules(reading)
    top = min([verdict.cap, *bounds.values()])
    level = min(max(_middle(found), _floor(reading)), top)
    return Decision(level, _score(found, level, top), found, tuple(bounds))


def rules(reading: Reading) -> dict[str, int]:
    """Upper bounds with their reason: what is missing for the next level."""
    bounds = {}
    if reading.strongest("P") < LEAST["prevention"]:
        bounds["no_prevention"] = 4
    if not _concluded(reading):
        bounds["no_result"] = 3
    if max(reading.strongest("A"), reading.strongest("P")) < LEAST["action"]:
        bounds["no_own_action"] = 2
    return bounds


def _floor(reading: Reading) -> int:
    """A clear deed of one's own is level 3, however few words it takes; level 1 needs wording that says something bad."""
    bad = any(reading.words.has("bad", r.clause.text) for r in reading.kept)
    if reading.strongest("A") >= FLOOR and reading.strongest("B") < 0.3:
        return 3
    certain = reading.strongest("N") >= 0.9 or 2 * reading.strongest("B") >= _CERTAIN_WITHOUT_WORDS
    return 1 if bad or certain else 2


def _concluded(reading: Reading) -> bool:
    """A result or lasting effect; where one says what one would do, a sequence of three steps stands for it."""
    if reading.kind == "situational" and reading.mass("A") >= _THREE_STEPS:
        return True
    return reading.strongest("R") >= LEAST["result"] or reading.strongest("P") >= 2 * LEAST["prevention"]


def probabilities(
    measures: Mapping[str, float], head: Mapping[str, float], cuts: Sequence[float]
) -> tuple[float, ...]:
    """Proportional-odds probabilities of levels 1 to 5 (McCullagh 1980)."""
    strength = math.fsum(head[name] * value for name, value in sorted(measures.items()))
    above = [1.0, *(1 / (1 + math.exp(cut - strength)) for cut in cuts), 0.0]
    return tuple(round(a - b, 6) for a, b in pairwise(above))


def _middle(found: Sequence[float]) -> int:
    """The median level."""
    total = 0.0
    for level, share in enumerate(found, start=1):
        total += share
        if total >= 0.5:
            return level
    return len(found)


def _score(found: Sequence[float], level: int, top: int) -> float:
    """Expected level under the bound, kept within half a level of the level reported, two decimals."""
    allowed = found[:top]
    mean = math.fsum(i * p for i, p in enumerate(allowed, start=1)) / (math.fsum(allowed) or 1.0)
    return round(min(max(mean, level - 0.49, 1.0), level + 0.49, 5.0), 2)


def _part(value: float, start: float, width: float) -> float:
    return min(max(value - start, 0.0), width)


def _details(reading: Reading) -> int:
    """Numbers, times and amounts in clauses that carry evidence."""
    return sum(reading.words.count("number", r.clause.text) for r in reading.kept if r.best in "SARP")


def _length(reading: Reading) -> float:
    size = sum(len(r.clause.text) * max(reading.weight(r, x) for x in "SARP") for r in reading.kept)
    cap = _LENGTH_CAP[reading.words.language]
    return round(math.log1p(min(size, cap)) / math.log1p(cap), 6)
