"""A finished interview as plain values."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from backend.content.text import Language
from backend.reports.record import InterviewRecord, Message, Part, Reason, ToldFact, joined

BEGUN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FULL = (ToldFact("k_age", "yes", "满了", True), ToldFact("k_start", "text", "下周一", None))


def part(
    question: str,
    *messages: str,
    text: str | None = None,
    kind: Literal["behavioural", "situational"] = "behavioural",
    first_message: int = 1,
) -> Part:
    sent = tuple(Message(first_message + at, words) for at, words in enumerate(messages))
    said = text if text is not None else "\n".join(messages)
    return Part(first_message * 10, question, "experienced", kind, said, sent)


def interview(
    *parts: Part,
    facts: tuple[ToldFact, ...] = FULL,
    language: Language = "zh",
    site: str = "suzhou",
    trace: tuple[Reason, ...] = (),
) -> InterviewRecord:
    return InterviewRecord(
        UUID(int=1), UUID(int=2), "assembler", site, language, "v1", BEGUN, BEGUN + timedelta(minutes=9),
        joined(parts), facts, trace,
    )  # fmt: skip
