"""What each clause is for: a small multinomial model over character n-grams and cue words.

Roles: S situation, A own action, R result, P prevention or wider effect, G generic claim, B counter-behaviour,
O beside the point, T somebody else's action, H promise or supposition, N "never happened" or "not known".
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from actions.scoring.clauses import Clause
from actions.scoring.wording import Wording

ROLES = "SARPGBOTHN"
MODEL = Path(__file__).parent / "model" / "roles.json"
_NUMBER = re.compile(r"[0-9零一二两三四五六七八九十百千万半几]+")
_NGRAM_WEIGHT = 4.0
_PLAIN = {"grammar", "stopword", "home", "bystander"}

Features = dict[str, float]
Probabilities = dict[str, float]


@dataclass(frozen=True)
class Model:
    """Weights per feature and role, the ordinal head, and a short hash that names this very file."""

    weights: Mapping[str, Sequence[float]]
    bias: Sequence[float]
    head: Mapping[str, float]
    cuts: Sequence[float]
    conformal: float
    doubt: Mapping[str, float]
    pauses: Mapping[str, float]
    version: str


@cache
def model(path: Path = MODEL) -> Model:
    """The packaged model, read once."""
    raw = path.read_bytes()
    data = json.loads(raw)
    return Model(
        weights=data["weights"],
        bias=data["bias"],
        head=data["head"],
        cuts=data["cuts"],
        conformal=data["conformal"],
        doubt=data["doubt"],
        pauses=data["pauses"],
        version=sha256(raw).hexdigest()[:12],
    )


def classify(
    clauses: Sequence[Clause], words: Wording, kind: str, trained: Model
) -> tuple[Probabilities, ...]:
    """Role probabilities of each clause, in order; each sums to 1."""
    return tuple(_softmax(found, trained) for found in features(clauses, words, kind))


def features(clauses: Sequence[Clause], words: Wording, kind: str) -> list[Features]:
    """Sparse features per clause: its n-grams, its cues, its neighbours' cues and its place in the answer."""
    texts = [readable(c.text, words, kind) for c in clauses]
    cues = [cue_names(text, words) for text in texts]
    return [_one(i, texts, cues, kind, words.language) for i in range(len(texts))]


def readable(text: str, words: Wording, kind: str) -> str:
    """The clause as the model reads it; in a situational answer the words of intention say nothing."""
    return words.modal.sub("", text).strip() or text if kind == "situational" else text


def cue_names(text: str, words: Wording) -> frozenset[str]:
    """Names of all cues that occur in the clause."""
    return frozenset(n for n, pattern in words.cues.items() if n not in _PLAIN and pattern.search(text))


def _one(at: int, texts: list[str], cues: list[frozenset[str]], kind: str, language: str) -> Features:
    found = _ngrams(texts[at], language)
    found.update({f"c:{name}": 1.0 for name in cues[at]})
    if at:
        found.update({f"p:{name}": 0.5 for name in cues[at - 1]})
    if at + 1 < len(texts):
        found.update({f"n:{name}": 0.5 for name in cues[at + 1]})
    found["first" if at == 0 else "last" if at == len(texts) - 1 else "middle"] = 0.5
    found["place"] = at / max(len(texts) - 1, 1)
    found[f"k:{kind}"] = 0.5
    found["long"] = min(len(texts[at]), 24) / 24
    return found


def _ngrams(text: str, language: str) -> Features:
    plain = _NUMBER.sub("0", text)
    grams = _words(plain) if language == "en" else _characters(plain)
    if not grams:
        return {}
    each = _NGRAM_WEIGHT / math.sqrt(len(grams))
    return {f"{language}:{gram}": each for gram in grams}


def _words(text: str) -> list[str]:
    tokens = ["^", *re.findall(r"[a-z0-9']+", text), "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    return sorted({*tokens[1:-1], *pairs})


def _characters(text: str) -> list[str]:
    plain = "^" + re.sub(r"\s+", "", text) + "$"
    return sorted({plain[i : i + n] for n in (1, 2, 3) for i in range(len(plain) - n + 1)} - {"^", "$"})


def _softmax(found: Features, trained: Model) -> Probabilities:
    """Sums with `math.fsum`, so that the order of features cannot change a bit of the result."""
    rows = [(trained.weights[name], value) for name, value in found.items() if name in trained.weights]
    logits = [
        math.fsum([bias, *(row[i] * value for row, value in rows)]) for i, bias in enumerate(trained.bias)
    ]
    top = max(logits)
    raised = [math.exp(x - top) for x in logits]
    total = math.fsum(raised)
    return {role: round(x / total, 6) for role, x in zip(ROLES, raised, strict=True)}
