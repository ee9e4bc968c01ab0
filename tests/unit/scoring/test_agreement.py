"""Agreement with constructed levels on the development set; the model has seen none of its positions."""

from pathlib import Path

from actions.scoring import corpus
from actions.scoring.api import embedded
from actions.scoring.evaluation.baselines import baselines
from actions.scoring.evaluation.labelled import OWN, load
from actions.scoring.evaluation.measures import kappa, measures

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
    want = [g.level for g in gold]
    assert found["qwk"] > max(kappa(want, got) for got in baselines(gold).values()) + 0.2


def test_training_and_development_share_no_answer() -> None:
    known = {e.answer.strip("。.") for e in corpus.examples()}
    for path in (DEVELOPMENT, *OWN.glob("*.jsonl")):
        assert not known & {g.item.answer.strip("。.") for g in load(path)}


def test_strangers_answers_are_read_as_their_author_meant_them() -> None:
    gold = load(OWN / "stranger.jsonl")
    scorer = embedded()
    found = measures(gold, [scorer.score(g.item) for g in gold])
    assert found["qwk"] >= 0.85
    assert found["attack_pass"] >= 0.90
    assert found["fairness_pass"] == 1.0
    assert found["quotes_verbatim"] == 1.0
    for language in ("zh", "en", "ja", "ko"):
        mine = [g for g in gold if g.language == language]
        assert measures(mine, [scorer.score(g.item) for g in mine])["qwk"] >= 0.80, language
