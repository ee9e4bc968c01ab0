"""Every engine's confidence on one scale."""

import pytest

from backend.speech.scale import LIMIT, on_scale


@pytest.mark.parametrize("doubted_below", [0.5, 0.75, 0.87])
def test_the_scale_meets_at_the_limit_and_at_both_ends(doubted_below: float) -> None:
    assert on_scale(doubted_below, doubted_below) == pytest.approx(LIMIT)
    assert on_scale(0.0, doubted_below) == pytest.approx(0.0)
    assert on_scale(1.0, doubted_below) == pytest.approx(1.0)


def test_more_sure_stays_more_sure() -> None:
    straightened = [on_scale(step / 20, 0.87) or 0.0 for step in range(21)]
    assert straightened == sorted(straightened)


def test_an_engine_that_tells_nothing_stays_silent() -> None:
    assert on_scale(None, 0.87) is None
