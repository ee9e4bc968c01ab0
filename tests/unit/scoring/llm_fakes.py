"""A model that says what a test tells it to, and a ledger that keeps what it is told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.scoring.api import Scorer, embedded
from actions.scoring.llm.ports import Messages, Record
from actions.scoring.methods.llm import LlmSettings, llm

Claimed = tuple[str, str] | tuple[str, str, str, str]


@dataclass(frozen=True)
class Said:
    """One reply; ten tokens in, one out, half a second."""

    text: str = ""
    problem: str = ""
    prompt_tokens: int = 10
    completion_tokens: int = 1
    seconds: float = 0.5


@dataclass
class Told:
    """Says the replies in order, the last one for ever; keeps what it was asked."""

    replies: Sequence[Said]
    model: str = "told"
    asked: list[tuple[Messages, float, int]] = field(default_factory=list)

    def complete(
        self, messages: Messages, schema: Mapping[str, object], temperature: float, seed: int
    ) -> Said:
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append((messages, temperature, seed))
        return reply


@dataclass
class Kept:
    """All records in order."""

    records: list[Record] = field(default_factory=list)

    def note(self, record: Record) -> None:
        self.records.append(record)


def quoting(*claims: Claimed) -> Said:
    """A reply with these quotes: anchor, quote, and polarity and owner where they are not the usual ones."""
    usual = ("positive", "candidate")
    rows = [dict(zip(("anchor", "quote", "polarity", "owner"), (*c[:2], *(c[2:] or usual)), strict=True))
            for c in claims]  # fmt: skip
    return Said(json.dumps({"quotes": rows}, ensure_ascii=False))


def scorer(*replies: Said, samples: int = 5) -> tuple[Scorer, Told, Kept]:
    """An LLM scorer over told replies, with the embedded scorer behind it."""
    told, kept = Told(replies), Kept()
    return llm(LlmSettings(samples=samples), told, embedded(), kept), told, kept
