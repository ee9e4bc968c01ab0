"""How sure a level is, and when a person has to look."""

import math
from collections.abc import Mapping, Sequence

from actions.scoring.gates import Verdict
from actions.scoring.levels import Decision
from actions.scoring.reading import Reading
from actions.scoring.roles import Model

SIGNALS = ("unclear", "contrary", "counter", "beside", "far", "single", "low")
_DOUBTFUL = {"injection", "off_topic", "template", "not_own_action"}
_POOR_SPEECH = 0.6


def prediction_set(probabilities: Sequence[float], threshold: float) -> range:
    """Adaptive prediction set over ordered levels: grow around the likeliest until `threshold` is covered.

    >>> list(prediction_set((0.05, 0.1, 0.6, 0.2, 0.05), 0.75))
    [3, 4]
    """
    best = max(range(len(probabilities)), key=lambda i: probabilities[i])
    low, high = best, best
    while sum(probabilities[low : high + 1]) < threshold and high - low + 1 < len(probabilities):
        left = probabilities[low - 1] if low else -1.0
        right = probabilities[high + 1] if high + 1 < len(probabilities) else -1.0
        low, high = (low - 1, high) if left >= right else (low, high + 1)
    return range(low + 1, high + 2)


def signals(reading: Reading, decision: Decision) -> dict[str, float]:
    """What goes with errors of two levels: unclear clauses, and signs of bad, alien or absent deeds under a fair level."""
    kept = reading.kept or reading.reads
    total = math.fsum(r.size for r in kept) or 1.0
    level = decision.level or 1
    fair = 1.0 if level >= 3 else 0.0
    contrary = math.fsum(sum(r.roles[x] for x in "BOTN") * r.size for r in kept) / total
    return {
        "unclear": math.fsum(_entropy(r.roles) * r.size for r in kept) / total,
        "contrary": fair * contrary,
        "counter": fair * max((r.roles["B"] for r in kept), default=0.0),
        "beside": fair * max((r.roles["O"] for r in kept), default=0.0),
        "far": 1 - math.fsum(_near(decision)),
        "single": 1.0 if level == 3 else 0.0,
        "low": 1.0 if level == 1 else 0.0,
    }


def doubt(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Estimated probability that the level is two or more off."""
    strength = weights["constant"] + math.fsum(weights[name] * found[name] for name in SIGNALS)
    return 1 / (1 + math.exp(-strength))


def confidence(verdict: Verdict, decision: Decision, trained: Model) -> float:
    """Probability that the level is right to within one."""
    return round(1 - doubt(signals(verdict.reading, decision), trained.doubt), 4)


def review(verdict: Verdict, decision: Decision, trained: Model, speech: float | None) -> bool:
    """True if a doubtful gate fired, speech was poor, the prediction set is wide, or doubt is above the trained limit."""
    if _DOUBTFUL & set(verdict.flags) or (speech is not None and speech < _POOR_SPEECH):
        return True
    if decision.level is None:
        return not {"too_short", "echo"} & set(verdict.flags)
    wide = len(prediction_set(decision.probabilities, trained.conformal)) > 2
    return wide or doubt(signals(verdict.reading, decision), trained.doubt) > trained.doubt["limit"]


def _near(decision: Decision) -> tuple[float, ...]:
    level = decision.level or 1
    return decision.probabilities[max(level - 2, 0) : level + 1]


def _entropy(roles: Mapping[str, float]) -> float:
    return -math.fsum(p * math.log(p) for p in roles.values() if p > 0)
