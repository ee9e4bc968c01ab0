"""How sure a level is, and when a person has to look."""

from collections.abc import Sequence

from actions.scoring.gates import Verdict
from actions.scoring.levels import Decision

_DOUBTFUL = {"injection", "off_topic", "template", "not_own_action"}
_POOR_SPEECH = 0.6


def prediction_set(probabilities: Sequence[float], threshold: float) -> range:
    """Adaptive prediction set over ordered levels: grow around the likeliest until `threshold` is covered."""
    best = max(range(len(probabilities)), key=lambda i: probabilities[i])
    low, high = best, best
    while sum(probabilities[low : high + 1]) < threshold and high - low + 1 < len(probabilities):
        left = probabilities[low - 1] if low else -1.0
        right = probabilities[high + 1] if high + 1 < len(probabilities) else -1.0
        low, high = (low - 1, high) if left >= right else (low, high + 1)
    return range(low + 1, high + 2)


def confidence(decision: Decision) -> float:
    """Probability that the level is right to within one, lowered when a rule cut far below the head's view."""
    level = decision.level or 1
    near = decision.probabilities[max(level - 2, 0) : level + 1]
    return round(min(sum(near), 1.0), 4)


def review(decision: Decision, verdict: Verdict, threshold: float, speech: float | None) -> bool:
    """True if the set is wider than two levels, a doubtful gate fired, the bound moved two levels, or speech was poor."""
    if _DOUBTFUL & set(verdict.flags) or (speech is not None and speech < _POOR_SPEECH):
        return True
    if decision.level is None:
        return "too_short" not in verdict.flags
    found = prediction_set(decision.probabilities, threshold)
    return len(found) > 2 or decision.level < found.start - 1
