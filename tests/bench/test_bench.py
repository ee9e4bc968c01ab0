"""The benches run to their end on small numbers; what they find depends on the machine and is not judged here."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from miantan import local
from miantan.bench import scoring, screening, turns, webhooks
from miantan.settings import Settings


@pytest.fixture
def trial() -> Iterator[Settings]:
    """A folder that no other test run tidies away: a database server lives in it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Settings().for_a_trial(Path(folder), local.free_port())


async def test_a_turn_is_measured_beside_the_same_message_to_stock_rasa(trial: Settings) -> None:
    figures = await turns.beside_stock(trial, pairs=1, turns=turns.TENTH.stop)
    assert figures["turn10_to_stock_least"] <= figures["turn10_to_stock"] <= figures["turn10_to_stock_most"]
    named = [
        used
        for name, used in figures.items()
        if name.startswith("turn10_cpu_ms_") and not name.startswith("turn10_cpu_ms_stock")
    ]
    assert len(named) >= 4
    assert abs(sum(named) - figures["turn10_cpu_ms"]) < 0.1
    assert min(named) > 0
    assert figures["turn10_stock_cpu_ms"] > 0


async def test_every_callback_of_the_webhook_bench_is_stored_once(trial: Settings) -> None:
    figures = await webhooks.beside_bare(trial, pairs=1, requests=60)
    assert figures["stored"] == figures["messages"] > 0
    for kind in ("telegram", "dingtalk", "wecom_kf"):
        assert figures[f"{kind}_per_second"] > 0
        assert figures[f"{kind}_p99_ms"] <= figures[f"{kind}_slowest_ms"]


def test_scoring_is_measured() -> None:
    assert scoring.measure()["answers_per_cpu_second"] > 0


async def test_every_resume_of_the_screening_bench_is_screened_once(trial: Settings, tmp_path: Path) -> None:
    figures = await screening.of_many(trial, tmp_path, many=24)
    assert figures["stored"] == figures["screened"] == figures["resumes"] == 24
