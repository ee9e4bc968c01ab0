"""The figures of one labelled set: agreement, attacks, quotes, review. A level of None counts as 1."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from actions.scoring.api import Score
from actions.scoring.evaluation.labelled import FAIRNESS, Gold


def measures(gold: Sequence[Gold], scores: Sequence[Score]) -> dict[str, float]:
    """All figures of the acceptance table."""
    got, want = levels(scores), [g.level for g in gold]
    normal = [i for i, g in enumerate(gold) if g.kind == "normal"]
    attacks = [i for i, g in enumerate(gold) if g.attack]
    fair = [i for i, g in enumerate(gold) if g.kind in FAIRNESS]
    marked = [i for i, g in enumerate(gold) if g.level >= 3 and g.evidence]
    away = [abs(a - b) for a, b in zip(want, got, strict=True)]
    far = [i for i, distance in enumerate(away) if distance >= 2]
    fine = [s.score or 1.0 for s in scores]
    return {
        "qwk": kappa(want, got),
        "qwk_normal": kappa([want[i] for i in normal], [got[i] for i in normal]),
        "mae": float(np.mean(away)),
        "within_one": _share(distance <= 1 for distance in away),
        "rho": float(spearmanr(fine, want).statistic),
        "partial_rho": _partial(gold, fine),
        "attack_pass": _share(got[i] in gold[i].accept for i in attacks),
        "fairness_pass": _share(got[i] in gold[i].accept for i in fair),
        "quotes_verbatim": _share(
            g.item.answer[e.start : e.end] == e.quote
            for g, s in zip(gold, scores, strict=True)
            for e in s.evidence
        ),
        "quotes_overlap": _share(_overlap(gold[i], scores[i]) for i in marked),
        "recall_2": _share(got[i] == 2 for i, w in enumerate(want) if w == 2),
        "recall_3": _share(got[i] == 3 for i, w in enumerate(want) if w == 3),
        "review_normal": _share(scores[i].review for i in normal),
        "errors_of_two": float(len(far)),
        "errors_of_two_flagged": _share(scores[i].review for i in far),
    }


def levels(scores: Iterable[Score]) -> list[int]:
    """Levels as compared with a person's rating: no evidence counts as 1."""
    return [s.level or 1 for s in scores]


def kappa(want: Sequence[int], got: Sequence[int]) -> float:
    """Quadratic weighted kappa over levels 1 to 5; 1 where both name one and the same level throughout."""
    if len({*want, *got}) == 1:
        return 1.0
    return float(cohen_kappa_score(list(want), list(got), weights="quadratic", labels=[1, 2, 3, 4, 5]))


def _partial(gold: Sequence[Gold], scores: Sequence[float]) -> float:
    """Spearman correlation of score and level with answer length held constant."""
    length = [len(g.item.answer) for g in gold]
    level = [g.level for g in gold]
    a, b, c = (float(spearmanr(*p).statistic) for p in ((scores, level), (scores, length), (level, length)))
    return float((a - b * c) / np.sqrt((1 - b * b) * (1 - c * c)))


def _overlap(gold: Gold, score: Score) -> bool:
    return any(e.quote in quote or quote in e.quote for e in score.evidence for quote in gold.evidence)


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else 1.0
