"""Scoring with a language model that only quotes: what it quotes is verified, and code computes the level.

The model takes the place of the small clause model; gates, rules and ordinal head are those of the embedded scorer.
Method: extraction before scoring, self-consistency by median (Wang et al. 2022), abstention; figures in docs/scoring.md.
"""

from dataclasses import dataclass, field, replace
from statistics import pstdev

from actions.scoring.api import Item, Score, Scorer, kind_of, rubric_hash
from actions.scoring.confidence import confidence, review
from actions.scoring.evidence import ANCHORS, Evidence
from actions.scoring.gates import Verdict, run
from actions.scoring.levels import Decision, decide
from actions.scoring.llm import shown
from actions.scoring.llm.extraction import parse, schema
from actions.scoring.llm.ports import Completion, Ledger, Record, Reply
from actions.scoring.llm.prompt import Prompt, prompt, seed
from actions.scoring.llm.relabel import Checked, Claim, check, relabel
from actions.scoring.methods.embedded import quotable
from actions.scoring.reading import Reading, read
from actions.scoring.roles import Model, model

_LIMIT = 8_000
_LEAST = {"zh": 15, "ja": 20, "ko": 15, "en": 40}


@dataclass(frozen=True)
class LlmSettings:
    """How often and how freely to ask. `spread` is the standard deviation of levels above which nothing is said."""

    samples: int = 5
    temperature: float = 0.3
    spread: float = 0.8


@dataclass(frozen=True)
class Sample:
    """One usable reply and the level that follows from it."""

    checked: Checked
    verdict: Verdict
    decision: Decision

    @property
    def counted(self) -> int:
        """The level as a number: null counts as 1."""
        return self.decision.level or 1


@dataclass
class Asked:
    """What asking has brought so far for one item."""

    replies: list[Reply] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Llm:
    """The scorer. `fallback` scores whenever the model cannot, and is compared with it whenever it can."""

    settings: LlmSettings
    completion: Completion
    fallback: Scorer
    ledger: Ledger
    trained: Model

    def score(self, item: Item) -> Score:
        """Score one answer; takes seconds and, through the port, the network. Never raises for what a model says."""
        reading = read(
            item.answer[:_LIMIT], item.question, kind_of(item), self.trained, tuple(item.rubric.values())
        )
        first, second = run(reading), self.fallback.score(item)
        wording = prompt(reading.words.language)
        if _nothing(first):
            self._note(wording, Asked(), "too_short")
            return self._abstained(second, wording, review=second.review or second.level is not None)
        asked = self._ask(item, first.reading, wording)
        if not self._enough(asked):
            self._note(wording, asked, "fallback")
            return replace(second, review=True, method=f"{self._method(wording)} → {second.method}")
        return self._judged(item, asked, wording, second)

    def _ask(self, item: Item, seen: Reading, wording: Prompt) -> Asked:
        """Up to `samples` replies, one after another; none is asked for once too many have failed."""
        asked, answer = Asked(), shown.text(seen)
        for number in range(self.settings.samples):
            if len(asked.problems) * 2 > self.settings.samples:
                break
            reply = self.completion.complete(
                wording.messages(item, answer, number),
                schema(),
                self.settings.temperature,
                seed(item, answer, number),
            )
            asked.replies.append(reply)
            found = self._sample(reply, seen)
            if isinstance(found, Sample):
                asked.samples.append(found)
            else:
                asked.problems.append(found)
        return asked

    def _sample(self, reply: Reply, seen: Reading) -> Sample | str:
        """A usable sample, or the code of what is wrong with it."""
        if reply.problem:
            return reply.problem
        extraction = parse(reply.text)
        if extraction is None:
            return "wrong_shape"
        checked = check(extraction, seen)
        if checked.invented and not checked.claims and not checked.spent:
            return "invented"
        verdict = run(relabel(seen, checked))
        return Sample(checked, verdict, decide(verdict, self.trained))

    def _enough(self, asked: Asked) -> bool:
        return len(asked.samples) * 2 > self.settings.samples

    def _judged(self, item: Item, asked: Asked, wording: Prompt, second: Score) -> Score:
        chosen = _median(asked.samples)
        levels = [s.counted for s in asked.samples]
        if pstdev(levels) > self.settings.spread:
            self._note(wording, asked, "disagreement")
            return self._abstained(second, wording, review=True)
        self._note(wording, asked, "scored")
        decision, verdict, speech = chosen.decision, chosen.verdict, item.asr_confidence
        near = sum(1 for level in levels if abs(level - chosen.counted) <= 1) / self.settings.samples
        doubtful = (
            review(verdict, decision, self.trained, speech)
            or max(levels) - min(levels) >= 2
            or abs(chosen.counted - (second.level or 1)) >= 2
        )
        return Score(
            id=item.id,
            level=decision.level,
            score=decision.score,
            confidence=round(confidence(verdict, decision, self.trained) * near, 4),
            review=doubtful,
            evidence=_quotes(chosen),
            flags=_flags(verdict, speech),
            method=self._method(wording),
            rubric_hash=rubric_hash(item.rubric),
        )

    def _abstained(self, second: Score, wording: Prompt, *, review: bool) -> Score:
        """No level, which is not a low one; the flags are those the gates have found."""
        sure = second.confidence if second.level is None else 0.0
        return replace(
            second,
            level=None,
            score=None,
            confidence=sure,
            evidence=(),
            review=review,
            method=self._method(wording),
        )

    def _method(self, wording: Prompt) -> str:
        return f"llm/1:{self.completion.model}#{wording.version}@{self.trained.version}"

    def _note(self, wording: Prompt, asked: Asked, outcome: str) -> None:
        checked = [s.checked for s in asked.samples]
        self.ledger.note(
            Record(
                model=self.completion.model,
                prompt_hash=wording.version,
                temperature=self.settings.temperature,
                outcome=outcome,
                calls=len(asked.replies),
                prompt_tokens=sum(r.prompt_tokens for r in asked.replies),
                completion_tokens=sum(r.completion_tokens for r in asked.replies),
                seconds=round(sum(r.seconds for r in asked.replies), 3),
                problems=tuple(asked.problems),
                quotes_kept=sum(len(c.claims) for c in checked),
                quotes_dropped=sum(len(c.spent) + c.invented for c in checked),
                levels=tuple(s.decision.level for s in asked.samples),
            )
        )


def llm(settings: LlmSettings, completion: Completion, fallback: Scorer, ledger: Ledger) -> Scorer:
    """The LLM scorer over this completion."""
    return Llm(settings, completion, fallback, ledger, model())


def _nothing(verdict: Verdict) -> bool:
    """Too little to ask a model about, or hardly anything but the question."""
    copied = verdict.cap is None and "echo" in verdict.flags
    return copied or shown.size(verdict.reading) < _LEAST[verdict.reading.words.language]


def _median(samples: list[Sample]) -> Sample:
    """The first sample whose level is the lower median."""
    return sorted(samples, key=lambda s: s.decision.level or 0)[(len(samples) - 1) // 2]


def _quotes(sample: Sample) -> tuple[Evidence, ...]:
    """The model's own quotes, as far as they counted, in reading order and none within another."""
    roles, reading = quotable(sample.decision, sample.verdict), sample.verdict.reading
    counted = [c for c in sample.checked.claims if c.role in roles and _stands(c, reading)]
    chosen: list[Claim] = []
    for claim in sorted(counted, key=lambda c: (c.span.start, -c.span.end)):
        if not chosen or claim.span.start >= chosen[-1].span.end:
            chosen.append(claim)
    return tuple(_quote(reading, claim) for claim in chosen)


def _stands(claim: Claim, reading: Reading) -> bool:
    """True if a clause of the quote is left by the gates and still carries its role."""
    return any(
        reading.weight(reading.reads[i], claim.role) >= 0.2 for i in shown.clauses(claim.span, reading)
    )


def _quote(reading: Reading, claim: Claim) -> Evidence:
    start, end = reading.folded.span(claim.span.start, claim.span.end)
    return Evidence(reading.raw[start:end], start, end, ANCHORS[claim.role])


def _flags(verdict: Verdict, speech: float | None) -> tuple[str, ...]:
    poor = speech is not None and speech < 0.6
    return (*verdict.flags, "low_asr_confidence") if poor else verdict.flags
