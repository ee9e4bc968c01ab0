"""A multinomial logistic regression over named features, kept as plain arrays: nothing to unpickle, nothing random."""

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

_STEPS = 80


@dataclass(frozen=True)
class LinearModel:
    """Weights by feature and label; `vocabulary` gives a feature's row, `rarity` its inverse document frequency."""

    labels: "tuple[str, ...]"
    vocabulary: "dict[str, int]"
    rarity: "numpy.ndarray"
    weights: "numpy.ndarray"
    bias: "numpy.ndarray"

    def probabilities(self, features: "Iterable[str]") -> "numpy.ndarray":
        """The probability of each label, in the order of `labels`."""
        rows, values = _weighted(Counter(features), self.vocabulary, self.rarity)
        scores = values @ self.weights[rows] + self.bias
        spread = numpy.exp(scores - scores.max())
        return spread / spread.sum()

    def save(self, folder: Path) -> None:
        """Write the model as one array file and two text files."""
        numpy.savez_compressed(
            folder / "weights.npz", rarity=self.rarity, weights=self.weights, bias=self.bias
        )
        (folder / "labels.txt").write_text("\n".join(self.labels), encoding="utf-8")
        (folder / "features.txt").write_text("\n".join(self.vocabulary), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LinearModel":
        """Read what `save` wrote."""
        with numpy.load(folder / "weights.npz", allow_pickle=False) as arrays:
            rarity, weights, bias = arrays["rarity"], arrays["weights"], arrays["bias"]
        labels = tuple((folder / "labels.txt").read_text(encoding="utf-8").split("\n"))
        names = (folder / "features.txt").read_text(encoding="utf-8").split("\n")
        return cls(labels, {name: row for row, name in enumerate(names)}, rarity, weights, bias)


def fit(
    samples: "Sequence[Sequence[str]]", labels: "Sequence[str]", inverse_regularisation: float
) -> LinearModel:
    """The model that best tells the labels apart; features seen in fewer than three samples are left out.

    The labels keep the weight they have in the samples, and the search stops after a fixed number of steps: measured,
    neither balancing nor more steps tells answers from commands better.
    """
    counts = [Counter(sample) for sample in samples]
    seen = Counter(name for count in counts for name in count)
    vocabulary = {name: row for row, name in enumerate(sorted(name for name in seen if seen[name] > 2))}
    rarity = numpy.array(
        [math.log((1 + len(samples)) / (1 + seen[name])) + 1 for name in vocabulary], "float32"
    )
    regression = LogisticRegression(C=inverse_regularisation, max_iter=_STEPS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(_matrix(counts, vocabulary, rarity), list(labels))
    weights = numpy.ascontiguousarray(regression.coef_.T, "float32")
    return LinearModel(
        tuple(regression.classes_), vocabulary, rarity, weights, regression.intercept_.astype("float32")
    )


def _matrix(
    counts: "Sequence[Counter[str]]", vocabulary: "dict[str, int]", rarity: "numpy.ndarray"
) -> csr_matrix:
    parts = [_weighted(count, vocabulary, rarity) for count in counts]
    ends = numpy.cumsum([0] + [len(rows) for rows, _ in parts])
    columns = numpy.concatenate([rows for rows, _ in parts])
    values = numpy.concatenate([values for _, values in parts])
    return csr_matrix((values, columns, ends), shape=(len(counts), len(vocabulary)))


def _weighted(
    count: "Counter[str]", vocabulary: "dict[str, int]", rarity: "numpy.ndarray"
) -> "tuple[numpy.ndarray, numpy.ndarray]":
    """Rows and unit-length weights of the known features of one text."""
    known = sorted((vocabulary[name], times) for name, times in count.items() if name in vocabulary)
    rows = numpy.array([row for row, _ in known], "int64")
    values = numpy.array([1 + math.log(times) for _, times in known], "float32") * rarity[rows]
    length = math.sqrt(float(values @ values))
    return rows, values / length if length else values
