"""The evaluation command says what it measured, and what it could not find."""

import json
from pathlib import Path

import pytest

from actions.scoring.api import embedded
from actions.scoring.evaluation.__main__ import main
from actions.scoring.evaluation.intervals import gain_interval, kappa_interval, share_interval
from actions.scoring.evaluation.labelled import OWN, load
from actions.scoring.evaluation.swaps import SWAPS, shifts
from actions.scoring.evaluation.table import table

DEVELOPMENT = Path(__file__).parents[2] / "data" / "zh_answers_dev.jsonl"


def test_the_table_names_every_language_baseline_and_swap() -> None:
    lines = "\n".join(table("stranger", load(OWN / "stranger.jsonl")[::3], embedded()))
    for word in ("embedded", "length", "keywords", "TF-IDF", "language ja", "adv_third", "traditional"):
        assert word in lines


def test_missing_development_data_is_said_and_own_answers_are_scored(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["--data", str(tmp_path / "nowhere")]) == 0
    said = capsys.readouterr()
    assert "== stranger" in said.out
    assert "EVAL_DATA" in said.err


def test_a_set_that_is_not_there_is_wrong_usage(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / "none.jsonl")])
    assert stopped.value.code == 2


def test_intervals_hold_the_figure_and_are_the_same_twice() -> None:
    want, got = [1, 2, 3, 4, 5, 3, 2, 4], [1, 2, 3, 4, 4, 3, 1, 4]
    low, high = kappa_interval(want, got)
    assert 0 < low <= high <= 1
    assert kappa_interval(want, got) == (low, high)
    assert gain_interval(want, want, got)[0] >= 0
    assert share_interval([True] * 5) == (1.0, 1.0)


def test_who_somebody_is_and_how_it_is_written_moves_nothing() -> None:
    found = shifts(load(DEVELOPMENT), embedded())
    assert set(found) == set(SWAPS)
    assert all(abs(shift.mean) <= 0.1 for shift in found.values())
    for name in ("name", "gender told", "home town", "age", "traditional", "full width", "half width"):
        assert found[name].largest == 0, name


def test_every_line_of_our_own_sets_is_one_the_scorer_takes() -> None:
    for path in OWN.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            assert set(raw["rubric"]) == {"1", "2", "3", "4", "5"}
            assert all(quote in raw["answer"] for quote in raw["gold_evidence"]), raw["id"]
            assert raw["gold_level"] in raw["accept_levels"], raw["id"]
