"""The stage gate: during an interview anything that is not clearly a command or a question is an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.text import weight

Probabilities = Mapping[str, float]
"""Probability by intent, adding up to one."""

_POLITE = frozenset({"affirm", "greet", "thanks", "deny", "other"})
"""What may stand beside a command or a question without changing what the message is."""

_LONGEST_COMMAND = 60
"""In Chinese characters' worth; a longer message tells something."""


@dataclass(frozen=True)
class Verdict:
    """An intent, and how sure we are of it, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Gate:
    """How sure we must be to take a message for a command, and to find an answer in one of its clauses."""

    command_confidence: float
    clause_confidence: float

    def decide(
        self, text: str, whole: Probabilities, clauses: "Sequence[tuple[str, Probabilities]]", stage: str
    ) -> Verdict:
        """The intent of a message whose comparable form is `text`, at `stage` (consent, interview, offer, closed)."""
        if not text.strip("? "):
            return Verdict("other", 1.0)
        best = _best(whole)
        if best.intent == "answer":
            return best
        if self._tells(text, clauses):
            return Verdict("answer", max(whole["answer"], 1 - best.confidence))
        return best if best.confidence >= self._needed(text, stage) else self._unsure(whole, stage)

    def _tells(self, text: str, clauses: "Sequence[tuple[str, Probabilities]]") -> bool:
        if weight(text) > _LONGEST_COMMAND:
            return True
        telling = (chances for clause, chances in clauses if weight(clause) > 3)
        return len(clauses) > 1 and any(chances["answer"] >= self.clause_confidence for chances in telling)

    def _needed(self, text: str, stage: str) -> float:
        """Longer messages and interviews ask for more certainty; in consent and offer nobody answers questions."""
        if stage != "interview":
            return self.command_confidence / 2
        return self.command_confidence

    def _unsure(self, whole: Probabilities, stage: str) -> Verdict:
        return Verdict("answer" if stage == "interview" else "other", 1 - _best(whole).confidence)


def _best(whole: Probabilities) -> Verdict:
    intent = max(whole, key=lambda name: whole[name])
    return Verdict(intent, whole[intent])
