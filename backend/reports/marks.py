"""From levels to the figures HR reads, reckoned in fractions so that every machine rounds alike.

A level (1-5) counts double: a dimension and the total lie between 2 and 10. A dimension without evidence
is N/A, never low: its weight is shared out among the others and the confidence falls instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Found:
    """What scoring found for one question; level None for no evidence or no answer."""

    level: int | None
    confidence: float


NOTHING = Found(None, 0.0)
"""A question that was skipped."""


def dimension(found: Sequence[Found]) -> Fraction | None:
    """The mean over the questions with evidence, on 0-10; None when there is none.

    >>> dimension([Found(4, 0.9), Found(3, 0.8), NOTHING])
    Fraction(7, 1)
    """
    levels = [one.level for one in found if one.level is not None]
    return Fraction(2 * sum(levels), len(levels)) if levels else None


def total(weights: Mapping[str, float], dimensions: Mapping[str, Fraction | None]) -> Fraction | None:
    """The weighted mean over the dimensions that have a value.

    >>> total({"a": 0.75, "b": 0.25, "c": 0.5}, {"a": Fraction(8), "b": Fraction(4), "c": None})
    Fraction(7, 1)
    """
    exact = {key: Fraction(str(weight)) for key, weight in weights.items()}
    valued = {key: value for key, value in dimensions.items() if value is not None}
    if not valued:
        return None
    return sum((exact[key] * value for key, value in valued.items()), Fraction()) / sum(
        (exact[key] for key in valued), Fraction()
    )


def dimension_confidence(found: Sequence[Found]) -> Fraction:
    """The mean over all questions of the dimension; one without evidence adds nothing."""
    sure = [Fraction(str(one.confidence)) if one.level is not None else Fraction() for one in found]
    return sum(sure, Fraction()) / len(sure) if sure else Fraction()


def confidence(weights: Mapping[str, float], dimensions: Mapping[str, Fraction]) -> Fraction:
    """The weighted mean over all dimensions."""
    exact = {key: Fraction(str(weight)) for key, weight in weights.items()}
    return sum((exact[key] * dimensions[key] for key in exact), Fraction()) / sum(exact.values(), Fraction())


def rounded(value: Fraction, digits: int) -> float:
    """Half up, as people round.

    >>> rounded(Fraction(725, 100), 1)
    7.3
    """
    return float(Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits))
