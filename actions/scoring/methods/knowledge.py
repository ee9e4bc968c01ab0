"""Scoring an answer to a knowledge question: its rubric holds model answers, one a line, under the level they are worth."""

from dataclasses import dataclass, field

from actions.scoring.api import Item, Score, rubric_hash
from actions.scoring.clauses import split
from actions.scoring.evidence import Evidence
from actions.scoring.knowledge.grader import Grader, learn
from actions.scoring.knowledge.likeness import grams, plain
from actions.scoring.normalise import fold, language_of
from actions.scoring.roles import Model
from actions.scoring.wording import wording

_LEVELS = ("1", "2", "3", "4", "5")
_LIMIT = 8_000
_KEPT = 64
_TOLD = 0.4
_BETWEEN = 0.35


@dataclass(frozen=True)
class Knowledge:
    """Learns each rubric's grader once; the last 64 are kept."""

    trained: Model
    graders: dict[str, Grader] = field(default_factory=dict)

    def score(self, item: Item) -> Score:
        """Score one answer; `review` when the score lies between two levels or the rubric holds few model answers."""
        grader = self._grader(item)
        exact = round(grader.score(item.answer[:_LIMIT]), 2)
        level = round(exact)
        blank = not plain(item.answer) or not grader.best
        unsure = grader.learnt is None or abs(exact - level) > _BETWEEN
        return Score(
            id=item.id,
            level=None if blank else level,
            score=None if blank else exact,
            confidence=0.5 if unsure else 0.75,
            review=unsure and not blank,
            evidence=() if blank or level < 2 else self._evidence(item, grader),
            flags=("too_short",) if blank else (),
            method="knowledge/1",
            rubric_hash=rubric_hash(item.rubric),
        )

    def _grader(self, item: Item) -> Grader:
        key = rubric_hash({**item.rubric, "question": item.question})
        if key not in self.graders:
            while len(self.graders) >= _KEPT:
                del self.graders[next(iter(self.graders))]
            self.graders[key] = learn(item.question, _models(item))
        return self.graders[key]

    def _evidence(self, item: Item, grader: Grader) -> tuple[Evidence, ...]:
        """Clauses that say what a best model answer says."""
        raw = item.answer[:_LIMIT]
        words = wording(language_of(raw))
        folded = fold(raw, words)
        wanted = frozenset().union(*(grams(model, 2) for model in grader.best))
        found = []
        for clause in split(folded, words, self.trained.pauses):
            told = grams(plain(clause.text), 2)
            if told and len(told & wanted) / len(told) >= _TOLD:
                start, end = folded.span(clause.start, clause.end)
                found.append(Evidence(raw[start:end], start, end, "fact"))
        return tuple(found)


def _models(item: Item) -> dict[int, list[str]]:
    """Model answers by level; levels without any are left out."""
    said = {int(k): [m for m in v.splitlines() if m.strip()] for k, v in item.rubric.items() if k in _LEVELS}
    return {level: models for level, models in said.items() if models}
