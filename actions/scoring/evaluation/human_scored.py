"""Students' short answers with one human score, as a check on knowledge questions (`data/zh_sas`, see its README).

Rubrics hold the reference answers and, where an answer is left out for testing, the scored answers of the rest.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from actions.scoring.api import Item, Scorer

ADS = Path("zh_sas") / "ADS_train.jsonl"
LE = Path("zh_sas") / "LE_s_train_zh.csv"
_FOLDS = 10


@dataclass(frozen=True)
class Scored:
    """One distinct answer; `points` is the mean human score, 0 to 10."""

    question_id: str
    question: str
    references: tuple[str, ...]
    answer: str
    points: float


def ads(path: Path) -> list[Scored]:
    """Algorithms and data structures: each distinct answer once, with its mean score."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [
        Scored(
            row["q_id"],
            row["question"],
            tuple(_line(row[key]) for key in ("reference1", "reference2", "reference3") if row[key].strip()),
            _line(row["answer"]),
            float(row["score"]),
        )
        for row in rows
    ]
    return _distinct(found)


def logistics(path: Path) -> list[Scored]:
    """Logistics engineering: one reference answer a question, four answers or so."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return _distinct([Scored(q, "", (_line(ref),), _line(said), 10 * float(p)) for q, ref, said, p in rows])


def report(name: str, answers: Sequence[Scored], scorer: Scorer, *, learning: bool) -> Iterator[str]:
    """Agreement with the human score where rubrics hold references alone, and, if `learning`, scored answers too."""
    yield f"== {name}: {len(answers)} answers, {len({a.question_id for a in answers})} questions, one human score each"
    yield _figures("references alone", answers, [_points(_item(a, []), scorer) for a in answers])
    if learning:
        yield _figures("and nine tenths scored", answers, _left_out(answers, scorer))
        yield _figures("the question's mean", answers, _means(answers))


def _figures(name: str, answers: Sequence[Scored], got: Sequence[float]) -> str:
    want = [a.points for a in answers]
    agreement = cohen_kappa_score(_whole(want), _whole(got), weights="quadratic", labels=list(range(11)))
    rho = spearmanr(want, got).statistic
    away = float(np.mean(np.abs(np.array(want) - np.array(got))))
    return f"{name:26}QWK {agreement:.3f}  rank {rho:.3f}  away {away:.2f} of 10 points"


def _left_out(answers: Sequence[Scored], scorer: Scorer) -> list[float]:
    """Ten folds within each question; an answer is never in its own rubric."""
    fold = _folds(answers)
    got = [0.0] * len(answers)
    for at in sorted(range(len(answers)), key=lambda i: (answers[i].question_id, fold[i])):
        mine = answers[at]
        known = [
            a for i, a in enumerate(answers) if a.question_id == mine.question_id and fold[i] != fold[at]
        ]
        got[at] = _points(_item(mine, known), scorer)
    return got


def _means(answers: Sequence[Scored]) -> list[float]:
    fold = _folds(answers)
    return [
        float(np.mean([a.points for i, a in enumerate(answers) if a.question_id == b.question_id and fold[i] != fold[k]]))
        for k, b in enumerate(answers)
    ]  # fmt: skip


def _folds(answers: Sequence[Scored]) -> list[int]:
    drawn = np.random.default_rng(0).permutation(len(answers))
    fold = [0] * len(answers)
    seen: dict[str, int] = {}
    for at in drawn:
        question = answers[at].question_id
        seen[question] = seen.get(question, -1) + 1
        fold[at] = seen[question] % _FOLDS
    return fold


def _item(answer: Scored, known: Sequence[Scored]) -> Item:
    rubric: dict[str, list[str]] = {"5": list(answer.references)}
    for other in known:
        rubric.setdefault(str(round(other.points / 2.5) + 1), []).append(other.answer)
    lines = {level: "\n".join(texts) for level, texts in sorted(rubric.items())}
    return Item(answer.question_id, "", "", answer.question, lines, answer.answer, "knowledge")


def _points(item: Item, scorer: Scorer) -> float:
    return ((scorer.score(item).score or 1.0) - 1) * 2.5


def _distinct(found: Sequence[Scored]) -> list[Scored]:
    same: dict[tuple[str, str], list[Scored]] = {}
    for one in found:
        same.setdefault((one.question_id, re.sub(r"\s+", "", one.answer)), []).append(one)
    return [
        Scored(g[0].question_id, g[0].question, g[0].references, g[0].answer, float(np.mean([o.points for o in g])))
        for g in same.values()
    ]  # fmt: skip


def _whole(points: Sequence[float]) -> list[int]:
    return [int(np.clip(round(p), 0, 10)) for p in points]


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
