"""One scale of confidence for all engines: 0.6 is where a transcript should be asked about."""

from typing import Final

LIMIT: Final = 0.6
"""The same limit as the scorer's for spoken answers."""


def on_scale(raw: float | None, doubted_below: float) -> float | None:
    """An engine's own figure, straightened so that its `doubted_below` becomes 0.6; 0 and 1 stay.

    >>> on_scale(0.87, 0.87), on_scale(1.0, 0.87), on_scale(0.0, 0.87)
    (0.6, 1.0, 0.0)
    """
    if raw is None:
        return None
    if raw <= doubted_below:
        return LIMIT * raw / doubted_below
    return LIMIT + (1 - LIMIT) * (raw - doubted_below) / (1 - doubted_below)
