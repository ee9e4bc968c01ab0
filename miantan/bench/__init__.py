"""`miantan bench`: what things cost, as ratios within one run. One file a bench."""

from collections.abc import Callable, Mapping

from miantan.bench import scoring, screening, turns, webhooks

Figures = Mapping[str, float]

BENCHES: Mapping[str, Callable[[], Figures]] = {
    "turns": turns.measure,
    "webhooks": webhooks.measure,
    "scoring": scoring.measure,
    "screening": screening.measure,
}


def measure(what: str) -> Figures:
    """The figures of one bench. Raises ValueError for an unknown one."""
    if what not in BENCHES:
        raise ValueError(f"bench {what}: one of {', '.join(BENCHES)}")
    return BENCHES[what]()
