"""One reading of an answer: its clauses, their roles and who acted, shared by gates, evidence and levels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.scoring.clauses import Clause, split
from actions.scoring.normalise import Folded, fold, language_of
from actions.scoring.roles import Model, Probabilities, classify
from actions.scoring.wording import Wording, wording

# Below the first a probability does not count, above the second it counts in full.
_FAINT, _SURE = 0.15, 0.85


@dataclass(frozen=True)
class Read:
    """A clause with its role probabilities; `owner` is "own" or "other"; `dropped` names the gate that removed it."""

    clause: Clause
    roles: Probabilities
    owner: str
    dropped: str = ""

    @property
    def size(self) -> float:
        """Clause length in units of an ordinary clause, so that missing punctuation changes little."""
        return min(max(len(self.clause.text) / 8, 0.4), 3.0)

    @property
    def best(self) -> str:
        """The likeliest role."""
        return max(self.roles, key=lambda role: self.roles[role])


@dataclass(frozen=True)
class Reading:
    """Everything later steps look at. `text` is folded; offsets in `reads` are folded offsets."""

    raw: str
    folded: Folded
    words: Wording
    kind: str
    reads: tuple[Read, ...]
    question: str = ""
    rubric: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[Read, ...]:
        """Clauses no gate has removed."""
        return tuple(r for r in self.reads if not r.dropped)

    def weight(self, read: Read, role: str) -> float:
        """How far the clause counts for the role; an action in full only if one's own, bad only if worded so."""
        counted = (read.roles[role] - _FAINT) / (_SURE - _FAINT)
        counted = min(max(counted, 0.0), 1.0)
        if role == "B" and not self.words.has("bad", read.clause.text):
            return counted * 0.5
        return counted * (0.25 if role == "A" and read.owner == "other" else 1.0)

    def mass(self, role: str) -> float:
        """Sum of probability × size over kept clauses; other people's actions do not count as the candidate's."""
        return round(sum(self.weight(r, role) * r.size for r in self.kept), 6)

    def strongest(self, role: str) -> float:
        """Highest probability of the role in any kept clause."""
        return max((self.weight(r, role) for r in self.kept), default=0.0)

    def drop(self, indices: Sequence[int], gate: str) -> "Reading":
        """A reading without these clauses; a clause already removed keeps its first reason."""
        chosen = set(indices)
        marked = tuple(
            replace(r, dropped=gate) if i in chosen and not r.dropped else r for i, r in enumerate(self.reads)
        )
        return replace(self, reads=marked)


def read(answer: str, question: str, kind: str, trained: Model, rubric: Sequence[str] = ()) -> Reading:
    """Fold, cut and classify an answer."""
    words = wording(language_of(answer if answer.strip() else question))
    folded = fold(answer, words)
    clauses = split(folded, words, trained.pauses)
    roles = classify(clauses, words, kind, trained)
    owners = _owners(clauses, words)
    reads = tuple(Read(c, r, o) for c, r, o in zip(clauses, roles, owners, strict=True))
    anchors = tuple(fold(text, words).text for text in rubric)
    return Reading(answer, folded, words, kind, reads, fold(question, words).text, anchors)


def _owners(clauses: Sequence[Clause], words: Wording) -> list[str]:
    """Who acts: a named subject at the head of a clause holds until the candidate speaks of themselves again."""
    owners, now = [], "own"
    for clause in clauses:
        if words.has("self_act", clause.text):
            now = "own"
        elif words.has("other_subject", clause.text):
            now = "other"
        elif words.has("self_subject", clause.text):
            now = "own"
        owners.append(now)
    return owners
