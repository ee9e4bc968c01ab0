"""`python -m actions.scoring.evaluate SET.jsonl`: how scores agree with constructed levels, against two baselines.

The trained model has seen none of the set's positions; the baselines are fitted leaving one position out.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.metrics import cohen_kappa_score
from sklearn.pipeline import make_pipeline

from actions.scoring.api import Item, Score, embedded

FAIRNESS = {"adv_dialect_asr", "adv_codeswitch"}


@dataclass(frozen=True)
class Gold:
    """One labelled answer."""

    item: Item
    level: int
    kind: str
    evidence: tuple[str, ...]
    accept: tuple[int, ...]


def load(path: Path) -> list[Gold]:
    """Labelled answers in the format of the development set."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            raw = json.loads(line)
            item = Item(
                raw["id"], raw["position"], raw["dimension"], raw["question"], raw["rubric"], raw["answer"],
                raw.get("question_kind"),
            )  # fmt: skip
            found.append(
                Gold(
                    item,
                    raw["gold_level"],
                    raw["kind"],
                    tuple(raw["gold_evidence"]),
                    tuple(raw["accept_levels"]),
                )
            )
    return found


def measures(gold: Sequence[Gold], scores: Sequence[Score]) -> dict[str, float]:
    """All figures of the acceptance table; a level of None counts as 1."""
    got = [s.level or 1 for s in scores]
    want = [g.level for g in gold]
    normal = [i for i, g in enumerate(gold) if g.kind == "normal"]
    attacks = [i for i, g in enumerate(gold) if g.kind.startswith("adv_") and g.kind not in FAIRNESS]
    fair = [i for i, g in enumerate(gold) if g.kind in FAIRNESS]
    marked = [i for i, g in enumerate(gold) if g.level >= 3 and g.evidence]
    far = [i for i in range(len(gold)) if abs(got[i] - want[i]) >= 2]
    return {
        "qwk": kappa(want, got),
        "qwk_normal": kappa([want[i] for i in normal], [got[i] for i in normal]),
        "mae": float(np.mean([abs(a - b) for a, b in zip(want, got, strict=True)])),
        "within_one": float(np.mean([abs(a - b) <= 1 for a, b in zip(want, got, strict=True)])),
        "attack_pass": _share(got[i] in gold[i].accept for i in attacks),
        "fairness_pass": _share(got[i] in gold[i].accept for i in fair),
        "quotes_verbatim": _share(
            g.item.answer[e.start : e.end] == e.quote
            for g, s in zip(gold, scores, strict=True)
            for e in s.evidence
        ),
        "quotes_overlap": _share(_overlap(gold[i], scores[i]) for i in marked),
        "partial_rho": _partial(gold, [s.score or 1.0 for s in scores]),
        "recall_2": _share(got[i] == 2 for i, w in enumerate(want) if w == 2),
        "recall_3": _share(got[i] == 3 for i, w in enumerate(want) if w == 3),
        "review_normal": _share(scores[i].review for i in normal),
        "errors_of_two": float(len(far)),
        "errors_of_two_flagged": _share(scores[i].review for i in far) if far else 1.0,
    }


def kappa(want: Sequence[int], got: Sequence[int]) -> float:
    """Quadratic weighted kappa over levels 1 to 5."""
    return float(cohen_kappa_score(list(want), list(got), weights="quadratic", labels=[1, 2, 3, 4, 5]))


def baselines(gold: Sequence[Gold]) -> dict[str, float]:
    """QWK of answer length and of TF-IDF ridge, leaving one position out."""
    texts = [g.item.answer for g in gold]
    lengths = [[float(len(t))] for t in texts]
    ridge = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2)), RidgeCV(alphas=np.logspace(-2, 3, 11))
    )
    return {"length": _out(gold, lengths, LinearRegression()), "tfidf_ridge": _out(gold, texts, ridge)}


def _out(gold: Sequence[Gold], inputs: Sequence[object], estimator: object) -> float:
    got = [1] * len(gold)
    for position in sorted({g.item.position for g in gold}):
        train = [i for i, g in enumerate(gold) if g.item.position != position]
        test = [i for i, g in enumerate(gold) if g.item.position == position]
        estimator.fit([inputs[i] for i in train], [gold[i].level for i in train])  # type: ignore[attr-defined]
        for i, value in zip(test, estimator.predict([inputs[i] for i in test]), strict=True):  # type: ignore[attr-defined]
            got[i] = int(np.clip(round(float(value)), 1, 5))
    return kappa([g.level for g in gold], got)


def _partial(gold: Sequence[Gold], scores: Sequence[float]) -> float:
    """Spearman correlation of score and level with answer length held constant."""
    length = [len(g.item.answer) for g in gold]
    level = [g.level for g in gold]
    a, b, c = (float(spearmanr(*p).statistic) for p in ((scores, level), (scores, length), (level, length)))
    return float((a - b * c) / np.sqrt((1 - b * b) * (1 - c * c)))


def _overlap(gold: Gold, score: Score) -> bool:
    return any(e.quote in quote or quote in e.quote for e in score.evidence for quote in gold.evidence)


def _share(values: object) -> float:
    found = list(values)  # type: ignore[call-overload]
    return float(np.mean(found)) if found else 1.0


def main(paths: Sequence[str]) -> int:
    """Print the table for each set named on the command line."""
    scorer = embedded()
    for path in paths:
        gold = load(Path(path))
        scores = [scorer.score(g.item) for g in gold]
        for name, value in {**measures(gold, scores), **baselines(gold)}.items():
            sys.stdout.write(f"{name:24}{value:8.3f}\n")
    return 0 if paths else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
