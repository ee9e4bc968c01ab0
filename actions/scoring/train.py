"""`python -m actions.scoring.train`: fits the clause roles and the ordinal head, and writes `model/roles.json`.

Reproducible: fixed data order, one thread, weights rounded to three decimals. The head is fitted on role
probabilities of clauses whose position the role model has not seen, as it will meet them in use.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from actions.scoring import corpus
from actions.scoring.boundaries import around, places
from actions.scoring.clauses import Pauses, split
from actions.scoring.confidence import SIGNALS, doubt, prediction_set, signals
from actions.scoring.corpus import Example
from actions.scoring.evaluation.measures import kappa
from actions.scoring.gates import Verdict, run
from actions.scoring.levels import DIRECTION, coverage, decide, probabilities
from actions.scoring.normalise import fold
from actions.scoring.reading import read
from actions.scoring.roles import MODEL, ROLES, Features, Model, features
from actions.scoring.wording import LANGUAGES, wording

FOLDS = 6
_STRENGTH = 0.6
_LEAST_SEEN = 3
_HEAD_PENALTY = 0.02
_COVERED = 0.9
_REVIEWED = 0.17
_EAGER = 1.5
_PAUSE_STRENGTH = 1.0
_PUNCTUATION = str.maketrans("", "", "，。、；！？")


def main() -> None:
    """Train on everything and write the model file."""
    with threadpool_limits(1):
        found = list(corpus.examples())
        roles = fit_roles(found)
        seen = unseen(found)
        head, cuts, conformal, doubted = fit_head(seen)
    data = {
        "training": corpus.digest(),
        "roles": ROLES,
        "bias": [_round(x) for x in roles.bias],
        "head": {name: _round(x) for name, x in sorted(head.items())},
        "cuts": [_round(x) for x in cuts],
        "conformal": _round(conformal),
        "doubt": {name: _round(x) for name, x in doubted.items()},
        "pauses": roles.pauses,
        "weights": {name: [_round(x) for x in roles.weights[name]] for name in sorted(roles.weights)},
    }
    MODEL.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} answers, {len(roles.weights)} features, {MODEL.stat().st_size} bytes\n")
    _report(seen, Model({}, (), head, cuts, conformal, {}, {}, "training"))


def _report(seen: Sequence[tuple[Verdict, Example]], trained: Model) -> None:
    """Agreement with constructed levels on positions the role model has not seen, by language."""
    for language in LANGUAGES:
        pairs = [(e, decide(v, trained).level or 1) for v, e in seen if e.language == language]
        want, got = [e.level for e, _ in pairs], [level for _, level in pairs]
        attacks = [level <= e.level for e, level in pairs if e.attack]
        exact = sum(a == b for a, b in zip(want, got, strict=True)) / len(pairs)
        sys.stdout.write(
            f"{language}  n {len(pairs):4}  qwk {kappa(want, got):.3f}  exact {exact:.3f}  "
            f"attacks held {sum(attacks) / len(attacks):.3f} of {len(attacks)}\n"
        )


def fit_roles(found: Sequence[Example]) -> Model:
    """A multinomial model of clause roles on the labelled spans, with and without punctuation."""
    rows: list[Features] = []
    labels: list[str] = []
    pauses = fit_pauses(found)
    for example in found:
        for text, spans in _forms(example):
            for role, row in _labelled(example, text, spans, pauses):
                rows.append(row)
                labels.append(role)
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform(_frequent(rows))
    fitted = LogisticRegression(C=_STRENGTH, max_iter=600, tol=1e-4).fit(matrix, labels)
    order = [list(fitted.classes_).index(role) for role in ROLES]
    weights = fitted.coef_[order].T
    names = vectors.get_feature_names_out()
    kept = {n: [_round(x) for x in w] for n, w in zip(names, weights, strict=True) if abs(w).max() >= 0.02}
    return Model(kept, [_round(x) for x in fitted.intercept_[order]], {}, (), 0.9, {}, pauses, "training")


def fit_pauses(found: Sequence[Example]) -> dict[str, float]:
    """Weights of the places where the authors of Chinese training answers ended a clause."""
    rows: list[Features] = []
    labels: list[bool] = []
    for example in found:
        if example.language == "zh":
            said = [c for s in example.spans for c in example.answer[s.start : s.end].split()]
            clauses = [fold(c, wording("zh")).text for c in said]
            known = around("".join(clauses))
            for at, ends in places(clauses):
                rows.append(dict.fromkeys(known[at], 1.0))
                labels.append(ends)
    vectors = DictVectorizer(sort=True)
    fitted = LogisticRegression(C=_PAUSE_STRENGTH, max_iter=300, tol=1e-3).fit(
        vectors.fit_transform(_frequent(rows)), labels
    )
    weights = {n: _round(w) for n, w in zip(vectors.get_feature_names_out(), fitted.coef_[0], strict=True)}
    return {
        "bias": _round(fitted.intercept_[0] + _EAGER),
        **{n: w for n, w in weights.items() if abs(w) >= 0.05},
    }


def _frequent(rows: list[Features]) -> list[Features]:
    """Rows without n-grams that only a clause or two contain: they would be learnt by heart."""
    seen = Counter(name for row in rows for name in row)
    return [{name: value for name, value in row.items() if seen[name] >= _LEAST_SEEN} for row in rows]


def fit_head(
    seen: Sequence[tuple[Verdict, Example]],
) -> tuple[dict[str, float], list[float], float, dict[str, float]]:
    """Weights, cut points, conformal threshold and doubt of the ordinal head, on answers read unseen."""
    measured = [coverage(v.reading) for v, _ in seen if v.cap is not None]
    levels = [e.level for v, e in seen if v.cap is not None]
    head, cuts = _ordinal(measured, levels)
    conformal = _conformal([probabilities(m, head, cuts) for m in measured], levels)
    return head, cuts, conformal, _doubt(seen, Model({}, (), head, cuts, conformal, {}, {}, "training"))


def unseen(found: Sequence[Example]) -> list[tuple[Verdict, Example]]:
    """Each answer read by a role model that has seen no answer for its position."""
    seen = []
    for train, test in folds(found):
        trained = fit_roles(train)
        seen += [(run(read(e.answer, e.question, e.question_kind, trained)), e) for e in test]
    return seen


def _doubt(seen: Sequence[tuple[Verdict, Example]], trained: Model) -> dict[str, float]:
    """Logistic weights for being two levels off, and the limit that sends one ordinary answer in six to a person."""
    decisions = [decide(v, trained) for v, _ in seen]
    rows = [signals(v.reading, d) for (v, _), d in zip(seen, decisions, strict=True)]
    wrong = [abs((d.level or 1) - e.level) >= 2 for (_, e), d in zip(seen, decisions, strict=True)]
    table = [[row[name] for name in SIGNALS] for row in rows]
    fitted = LogisticRegression(C=1.0, max_iter=600).fit(table, wrong)
    weights = {name: float(w) for name, w in zip(SIGNALS, fitted.coef_[0], strict=True)}
    weights["constant"] = float(fitted.intercept_[0])
    ordinary = sorted(doubt(row, weights) for row, (_, e) in zip(rows, seen, strict=True) if not e.attack)
    weights["limit"] = ordinary[int(len(ordinary) * (1 - _REVIEWED))]
    return weights


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
    example: Example, text: str, spans: list[tuple[str, int, int]], pauses: Pauses
) -> Iterator[tuple[str, Features]]:
    words = wording(example.language)
    folded = fold(text, words)
    clauses = split(folded, words, pauses)
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
