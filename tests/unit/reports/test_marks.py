"""The figures, by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports import marks
from backend.reports.marks import NOTHING, Found

LEVELS = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=1, max_size=6)


def found(*levels: int | None) -> list[Found]:
    return [Found(level, 0.8) for level in levels]


@pytest.mark.parametrize(
    ("levels", "value"),
    [((5,), 10.0), ((1,), 2.0), ((4, 3), 7.0), ((4, None), 8.0), ((5, 4, 4), 8.7), ((3, 3, 4), 6.7)],
)
def test_a_level_counts_double(levels: tuple[int | None, ...], value: float) -> None:
    exact = marks.dimension(found(*levels))
    assert exact is not None
    assert marks.rounded(exact, 1) == value


def test_without_evidence_there_is_no_value() -> None:
    assert marks.dimension([NOTHING, *found(None)]) is None
    assert marks.total({"a": 1.0}, {"a": None}) is None


def test_the_weight_of_an_empty_dimension_is_shared_out() -> None:
    weights = {"a": 0.5, "b": 0.3, "c": 0.2}
    assert marks.total(weights, {"a": Fraction(8), "b": Fraction(4), "c": None}) == Fraction("6.5")


def test_an_empty_dimension_lowers_the_confidence() -> None:
    weights = {"a": 0.75, "b": 0.25}
    full = marks.dimension_confidence(found(4))
    assert marks.confidence(weights, {"a": full, "b": full}) == Fraction("0.8")
    assert marks.confidence(weights, {"a": full, "b": marks.dimension_confidence([NOTHING])}) == Fraction(
        "0.6"
    )
    assert marks.dimension_confidence([*found(4), NOTHING]) == Fraction("0.4")


@pytest.mark.parametrize(
    ("exact", "shown"), [("6.95", 7.0), ("6.9499", 6.9), ("7.25", 7.3), ("0.05", 0.1), ("10", 10.0)]
)
def test_half_is_rounded_up(exact: str, shown: float) -> None:
    assert marks.rounded(Fraction(exact), 1) == shown


@given(LEVELS)
def test_a_value_lies_on_the_scale_and_order_does_not_matter(levels: list[int | None]) -> None:
    value = marks.dimension(found(*levels))
    assert value == marks.dimension(found(*reversed(levels)))
    assert value is None or 2 <= value <= 10


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5), min_size=1), st.data())
def test_raising_one_level_never_lowers_the_total(levels: dict[str, int], data: st.DataObject) -> None:
    raised = data.draw(st.sampled_from(sorted(levels)))
    weights = dict.fromkeys(levels, 0.1)
    before = marks.total(weights, {key: marks.dimension(found(level)) for key, level in levels.items()})
    levels[raised] = min(5, levels[raised] + 1)
    after = marks.total(weights, {key: marks.dimension(found(level)) for key, level in levels.items()})
    assert before is not None
    assert after is not None
    assert after >= before
