"""95 % bootstrap intervals over answers (percentile method of scipy, 999 resamples, fixed seed)."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import bootstrap

from actions.scoring.evaluation.measures import kappa

Interval = tuple[float, float]
_RESAMPLES = 999


def kappa_interval(want: Sequence[int], got: Sequence[int]) -> Interval:
    """Interval of the quadratic weighted kappa."""
    return _interval(len(want), lambda at: kappa([want[i] for i in at], [got[i] for i in at]))


def gain_interval(want: Sequence[int], ours: Sequence[int], other: Sequence[int]) -> Interval:
    """Interval of the difference of two kappas on the same answers (paired)."""

    def gain(at: Sequence[int]) -> float:
        drawn = [want[i] for i in at]
        return kappa(drawn, [ours[i] for i in at]) - kappa(drawn, [other[i] for i in at])

    return _interval(len(want), gain)


def share_interval(held: Sequence[bool]) -> Interval:
    """Interval of a share; a share of 0 or 1 has no width."""
    return _interval(len(held), lambda at: float(np.mean([held[i] for i in at])))


def _interval(size: int, statistic: Callable[[Sequence[int]], float]) -> Interval:
    if size < 2:
        return (float("nan"), float("nan"))
    found = bootstrap(
        (np.arange(size),),
        lambda at: statistic([int(i) for i in at]),
        vectorized=False,
        n_resamples=_RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
