"""A grader for one knowledge question, learnt from the model answers in its rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from actions.scoring.knowledge.likeness import grams, likeness, plain

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

ENOUGH = 12
"""Model answers from which on a grader is learnt; below, likeness to the best ones decides alone."""
_TREES = 200


@dataclass(frozen=True)
class Grader:
    """`learnt` is None where the rubric holds too few model answers to learn from."""

    question: str
    best: tuple[str, ...]
    learnt: "Pipeline | None"

    def score(self, answer: str) -> float:
        """1.0 to 5.0; blank answers are 1."""
        told = plain(answer)
        if not told or not self.best:
            return 1.0
        if self.learnt is None:
            return 1.0 + 4.0 * self.covered(told)
        return float(np.clip(self.learnt.predict([told])[0], 1.0, 5.0))

    def covered(self, told: str) -> float:
        """0 to 1: how much of the best model answer is told, beyond what the question said already."""
        asked = grams(self.question, 2)
        wanted = [grams(model, 2) - asked for model in self.best]
        return max(min(len(grams(told, 2) & w) / max(len(w), 1) / _FULL, 1.0) for w in wanted)


_FULL = 0.6
"""Share of a model answer's pairs that a full answer in own words contains."""


def learn(question: str, models: Mapping[int, Sequence[str]]) -> Grader:
    """A grader from model answers by level; without any there is nothing to compare with.

    Trees over likeness and words, 200 of them, seeded: the same rubric gives the same grader.
    """
    asked = plain(question)
    best = tuple(plain(text) for text in models[max(models)]) if models else ()
    known = [(plain(text), level) for level, texts in sorted(models.items()) for text in texts]
    if len(known) < ENOUGH or len({level for _, level in known}) < 2:
        return Grader(asked, best, None)
    return Grader(asked, best, _fitted(asked, best, known))


def _fitted(asked: str, best: Sequence[str], known: Sequence[tuple[str, int]]) -> "Pipeline":
    # Loaded only here: some 95 MB that whoever asks no knowledge question need not carry.
    from sklearn.ensemble import ExtraTreesRegressor  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.pipeline import FeatureUnion, Pipeline  # noqa: PLC0415
    from sklearn.preprocessing import FunctionTransformer  # noqa: PLC0415

    def figures(texts: Sequence[str]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        return np.array([likeness(text, best[:_REFERENCES], asked) for text in texts])

    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    trees = ExtraTreesRegressor(_TREES, min_samples_leaf=2, max_features=0.3, random_state=0, n_jobs=1)
    both = FeatureUnion([("likeness", FunctionTransformer(figures)), ("words", words)])
    pipeline = Pipeline([("both", both), ("trees", trees)])
    return pipeline.fit([text for text, _ in known], [level for _, level in known])


_REFERENCES = 3
"""Model answers of the highest level compared word by word: those the question's author put first."""
