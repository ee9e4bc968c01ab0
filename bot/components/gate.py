"""The stage gate: during an interview anything that is not clearly a command or a question is an answer.

The classifier says how well a text fits each intent; the gate adds what it cannot know: that in an interview most
messages are answers, that a question asks, that a command does not tell a story, and that one clause which answers makes
the whole message an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from components.asides import is_question
from components.mood import asks, ends_asking, requests, tells
from components.part import Part, Probabilities
from components.text import weight

_ANSWER = "answer"
_REPLIES = frozenset({"affirm", "deny"})
_COURTESIES = frozenset({"greet", "thanks", "other"})

_LONGEST_COMMAND = 60
"""In Chinese characters' worth; a longer message tells something."""
_LONG_COMMAND = 20
_SHORTEST_TELLING_CLAUSE = 4
_SHORTEST_STORY = 8
"""What stands beside a plain command and is shorter (“孩子哭了，等会再聊”) is its reason."""
_LONGEST_CATCHWORD = 3
"""“工资”, “宿舍”: a bare topic is a question without any marker."""


@dataclass(frozen=True)
class Verdict:
    """An intent, and how sure we are of it, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Gate:
    """How readily a message is taken for an answer.

    `answer_odds`: how much likelier an answer is in an interview than among the examples; `clause_confidence`: the
    probability from which a clause counts as an answer.
    """

    answer_odds: float
    clause_confidence: float

    def decide(self, text: str, whole: Probabilities, parts: "Sequence[Part]", stage: str) -> Verdict:
        """The intent of a message whose comparable form is `text`, at `stage` (consent, interview, offer, closed)."""
        if not text.strip("? "):
            return Verdict("other", 1.0)
        rival = max((intent for intent in whole if intent != _ANSWER), key=lambda intent: whole[intent])
        odds = self.answer_odds * _hint(rival, text) if stage == "interview" else 1.0
        total = 1 + (odds - 1) * whole[_ANSWER]
        answer, confidence = odds * whole[_ANSWER] / total, whole[rival] / total
        if answer >= confidence or self._tells(text, parts, rival) or _states(rival, text):
            return Verdict(_ANSWER, max(answer, 1 - confidence))
        return Verdict(rival, confidence)

    def _tells(self, text: str, parts: "Sequence[Part]", rival: str) -> bool:
        """Whether a part of the message is an answer, whatever else it says.

        A statement that a question cannot do without (“我有乙肝，能来吗”) is a part of the question.
        """
        if weight(text) > _LONGEST_COMMAND:
            return True
        alone = any(part.chances[rival] > self.clause_confidence for part in parts)
        if len(parts) < 2 or (is_question(rival) and not alone):
            return False
        shortest = _SHORTEST_STORY if alone and not is_question(rival) else _SHORTEST_TELLING_CLAUSE
        long_enough = (part for part in parts if weight(part.text) >= shortest)
        return any(part.chances[_ANSWER] > self.clause_confidence for part in long_enough)


def _states(rival: str, text: str) -> bool:
    """Whether a supposed question to the employer neither asks nor requests, but tells."""
    return is_question(rival) and not asks(text) and not requests(text) and tells(text) > 0


def _hint(rival: str, text: str) -> float:
    """How far the form of the text shifts the odds from the rival intent to an answer; set on the examples."""
    length = 3.0 if weight(text) > _LONG_COMMAND else 1.0
    if is_question(rival):
        return length * _question_hint(text)
    if rival in _REPLIES:
        return length
    story = tells(text)
    if rival in _COURTESIES:
        return length * (4.0 if story > 1 else 1.0)
    return length * (1.0, 2.0, 6.0)[min(story, 2)] * (0.5 if requests(text) else 1.0)


def _question_hint(text: str) -> float:
    if ends_asking(text):
        return 0.3
    if asks(text):
        return 2.0 if tells(text) > 1 else 0.5
    if weight(text) <= _LONGEST_CATCHWORD:
        return 5.0
    return 4.0 if requests(text) else 15.0
