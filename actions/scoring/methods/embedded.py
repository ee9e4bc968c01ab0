"""Scoring without a key, a network or a clock: cues, a small trained model, rules. Same input, same bytes."""

from dataclasses import dataclass, field

from actions.scoring.api import Item, Score, kind_of, rubric_hash
from actions.scoring.confidence import confidence, review
from actions.scoring.evidence import quotes
from actions.scoring.gates import Verdict, run
from actions.scoring.levels import Decision, decide
from actions.scoring.methods.knowledge import Knowledge
from actions.scoring.reading import read
from actions.scoring.roles import Model, model

_LIMIT = 8_000


@dataclass(frozen=True)
class Embedded:
    """The embedded scorer; the model is loaded once and shared."""

    trained: Model
    knowledge: Knowledge = field(init=False)

    def __post_init__(self) -> None:
        """Knowledge questions have a method of their own."""
        object.__setattr__(self, "knowledge", Knowledge(self.trained))

    def score(self, item: Item) -> Score:
        """Score one answer. Only the first 8,000 characters are read; offsets are into the whole answer."""
        if item.question_kind == "knowledge":
            return self.knowledge.score(item)
        reading = read(
            item.answer[:_LIMIT], item.question, kind_of(item), self.trained, tuple(item.rubric.values())
        )
        verdict = run(reading)
        decision = decide(verdict, self.trained)
        speech = item.asr_confidence
        flags = (
            (*verdict.flags, "low_asr_confidence") if speech is not None and speech < 0.6 else verdict.flags
        )
        return Score(
            id=item.id,
            level=decision.level,
            score=decision.score,
            confidence=confidence(verdict, decision, self.trained),
            review=review(verdict, decision, self.trained, speech),
            evidence=quotes(verdict.reading, quotable(decision, verdict)),
            flags=flags,
            method=f"embedded/1@{self.trained.version}",
            rubric_hash=rubric_hash(item.rubric),
        )


def embedded() -> Embedded:
    """The scorer with the packaged model."""
    return Embedded(model())


def quotable(decision: Decision, verdict: Verdict) -> str:
    """Which roles may be quoted: counter-behaviour only where it decided, the rest only where it counts."""
    if decision.level is None:
        return ""
    if decision.level == 1:
        return "B"
    return "" if decision.level == 2 and verdict.flags else "SARP"
