"""Agreement with constructed levels on the development set; the model has seen none of its positions."""

from pathlib import Path

from actions.scoring import corpus
from actions.scoring.api import embedded
from actions.scoring.evaluate import baselines, load, main, measures

DEVELOPMENT = Path(__file__).parents[2] / "data" / "zh_answers_dev.jsonl"


def test_the_bounds_hold() -> None:
    gold = load(DEVELOPMENT)
    scorer = embedded()
    found = measures(gold, [scorer.score(g.item) for g in gold])
    assert found["qwk"] >= 0.80
    assert found["mae"] <= 0.50
    assert found["attack_pass"] >= 0.92
    assert found["fairness_pass"] == 1.0
    assert found["quotes_verbatim"] == 1.0
    assert found["quotes_overlap"] >= 0.75
    assert found["partial_rho"] >= 0.65
    assert found["review_normal"] <= 0.25
    assert found["qwk"] > max(baselines(gold).values()) + 0.2


def test_training_and_development_share_no_answer() -> None:
    known = {e.answer.strip("。") for e in corpus.examples()}
    assert not known & {g.item.answer.strip("。") for g in load(DEVELOPMENT)}


def test_the_table_is_printed(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main([str(DEVELOPMENT)]) == 0
    assert "attack_pass" in capsys.readouterr().out
    assert main([]) == 2
