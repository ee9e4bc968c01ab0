"""`python -m actions.scoring.train`: fits the clause roles and the ordinal head, and writes `model/roles.json`.

Reproducible: fixed data order, one thread, weights rounded to three decimals. The head is fitted on role
probabilities of clauses whose position the role model has not seen, as it will meet them in use.
"""

import json
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from actions.scoring import corpus
from actions.scoring.clauses import split
from actions.scoring.confidence import prediction_set
from actions.scoring.corpus import Example
from actions.scoring.gates import run
from actions.scoring.levels import DIRECTION, coverage, probabilities
from actions.scoring.normalise import fold
from actions.scoring.reading import read
from actions.scoring.roles import MODEL, ROLES, Features, Model, features
from actions.scoring.wording import wording

FOLDS = 6
_STRENGTH = 0.6
_HEAD_PENALTY = 0.02
_COVERED = 0.9
_PUNCTUATION = str.maketrans("", "", "，。、；！？")


def main() -> None:
    """Train on everything and write the model file."""
    with threadpool_limits(1):
        found = list(corpus.examples())
        roles = fit_roles(found)
        head, cuts, conformal = fit_head(found)
    data = {
        "training": corpus.digest(),
        "roles": ROLES,
        "bias": [_round(x) for x in roles.bias],
        "head": {name: _round(x) for name, x in sorted(head.items())},
        "cuts": [_round(x) for x in cuts],
        "conformal": _round(conformal),
        "weights": {name: [_round(x) for x in roles.weights[name]] for name in sorted(roles.weights)},
    }
    MODEL.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(found)} answers, {len(roles.weights)} features, {MODEL.stat().st_size} bytes")


def fit_roles(found: Sequence[Example]) -> Model:
    """A multinomial model of clause roles on the labelled spans, with and without punctuation."""
    rows: list[Features] = []
    labels: list[str] = []
    for example in found:
        for text, spans in _forms(example):
            for role, row in _labelled(example, text, spans):
                rows.append(row)
                labels.append(role)
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform(rows)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=2000, tol=1e-6).fit(matrix, labels)
    order = [list(fitted.classes_).index(role) for role in ROLES]
    weights = fitted.coef_[order].T
    names = vectors.get_feature_names_out()
    kept = {n: [_round(x) for x in w] for n, w in zip(names, weights, strict=True) if abs(w).max() >= 0.02}
    return Model(kept, [_round(x) for x in fitted.intercept_[order]], {}, (), 0.9, "training")


def fit_head(found: Sequence[Example]) -> tuple[dict[str, float], list[float], float]:
    """Weights, cut points and conformal threshold of the ordinal head, on folds over positions."""
    measured, levels = [], []
    for train, test in folds(found):
        trained = fit_roles(train)
        for example in test:
            verdict = run(read(example.answer, example.question, example.question_kind, trained))
            if verdict.cap is not None:
                measured.append(coverage(verdict.reading))
                levels.append(example.level)
    head, cuts = _ordinal(measured, levels)
    return head, cuts, _conformal([probabilities(m, head, cuts) for m in measured], levels)


def folds(found: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """Leave-positions-out folds; a position never appears on both sides."""
    positions = sorted({e.position for e in found})
    for k in range(FOLDS):
        out = set(positions[k::FOLDS])
        yield [e for e in found if e.position not in out], [e for e in found if e.position in out]


def _forms(example: Example) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    spans = [(s.role, s.start, s.end) for s in example.spans]
    yield example.answer, spans
    if example.language != "zh":
        return
    bare, moved, at = "", [], 0
    for role, start, end in spans:
        text = example.answer[start:end].translate(_PUNCTUATION).replace(" ", "")
        moved.append((role, at, at + len(text)))
        bare, at = bare + text, at + len(text)
    yield bare, moved


def _labelled(
    example: Example, text: str, spans: list[tuple[str, int, int]]
) -> Iterator[tuple[str, Features]]:
    words = wording(example.language)
    folded = fold(text, words)
    clauses = split(folded, words)
    for clause, row in zip(clauses, features(clauses, words, example.question_kind), strict=True):
        start, end = folded.span(clause.start, clause.end)
        overlaps = [(min(e, end) - max(s, start), role) for role, s, e in spans]
        yield max(overlaps, key=lambda pair: pair[0])[1], row


def _ordinal(
    measured: Sequence[dict[str, float]], levels: Sequence[int]
) -> tuple[dict[str, float], list[float]]:
    names = list(DIRECTION)
    x = np.array([[m[n] for n in names] for m in measured])
    y = np.array(levels)
    bounds = [(0.0, None) if DIRECTION[n] > 0 else (None, 0.0) for n in names]
    gaps = [(None, None), *[(math.log(0.2), None)] * 3]

    def loss(theta: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
        cuts = _cuts(theta[len(names) :])
        strength = x @ theta[: len(names)]
        edges = np.array([-np.inf, *cuts, np.inf])
        upper = 1 / (1 + np.exp(strength - edges[y]))
        lower = 1 / (1 + np.exp(strength - edges[y - 1]))
        likelihood = -np.log(np.maximum(upper - lower, 1e-9)).mean()
        return float(likelihood + _HEAD_PENALTY * (theta[: len(names)] ** 2).mean())

    start = np.array([*[0.5 * DIRECTION[n] for n in names], 0.0, 0.0, 0.0, 0.0])
    fitted = minimize(loss, start, method="L-BFGS-B", bounds=[*bounds, *gaps], options={"maxiter": 3000})
    head = {n: float(v) for n, v in zip(names, fitted.x, strict=False)}
    return head, _cuts(fitted.x[len(names) :])


def _cuts(theta: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[float]:
    """Increasing cut points from a first one and log distances."""
    cuts = [float(theta[0])]
    for step in theta[1:]:
        cuts.append(cuts[-1] + math.exp(float(step)))
    return cuts


def _conformal(found: Sequence[Sequence[float]], levels: Sequence[int]) -> float:
    """Smallest threshold whose prediction sets hold the constructed level in nine of ten answers."""
    candidates = [i / 100 for i in range(30, 100)]
    for threshold, following in pairwise([*candidates, 1.0]):
        held = sum(y in prediction_set(p, threshold) for p, y in zip(found, levels, strict=True))
        if held / len(levels) >= _COVERED:
            return threshold if threshold < following else following
    return 1.0


def _round(value: float) -> float:
    return round(float(value), 3)


if __name__ == "__main__":
    main()
