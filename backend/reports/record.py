"""What was said in one interview, as plain values that scoring and reporting start from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final, Literal
from uuid import UUID

from backend.content.text import Language

JOINT: Final = "\n"
"""Between the parts of one answer: the first words, a reply to a probe, a late addition."""


@dataclass(frozen=True)
class Message:
    """Something the person sent, as stored."""

    id: int
    text: str
    sure: float | None = None
    """How sure speech recognition was of an unconfirmed voice; None for typed and for confirmed words."""


@dataclass(frozen=True)
class Part:
    """One recorded part of an answer, and the messages it was put together from."""

    answer_id: int
    question_id: str
    branch: Literal["experienced", "novice"]
    question_kind: Literal["behavioural", "situational"]
    text: str
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class SpokenAnswer:
    """A whole answer. Offsets into `text` count code points."""

    parts: tuple[Part, ...]

    @property
    def question_id(self) -> str:
        """What was asked."""
        return self.parts[0].question_id

    @property
    def text(self) -> str:
        """All parts in the order they were given."""
        return JOINT.join(part.text for part in self.parts)

    @property
    def sure(self) -> float | None:
        """How sure the least sure voice in it is; None when all of it is typed or confirmed."""
        told = [one.sure for part in self.parts for one in part.messages if one.sure is not None]
        return min(told, default=None)

    def placed(self) -> Iterator[tuple[int, Part]]:
        """Each part and where in `text` it begins."""
        at = 0
        for part in self.parts:
            yield at, part
            at += len(part.text) + len(JOINT)


@dataclass(frozen=True)
class ToldFact:
    """Something told and not scored; see `RecordFact` of the engine for the values."""

    name: str
    value: str
    raw: str
    passed: bool | None


@dataclass(frozen=True)
class Reason:
    """Why the interviewer did what it did at one point."""

    at: datetime
    question: str
    decision: str
    because: str


@dataclass(frozen=True)
class InterviewRecord:
    """One finished interview."""

    interview_id: UUID
    application_id: UUID
    position_id: str
    site_id: str
    language: Language
    content_version: str
    started_at: datetime
    finished_at: datetime
    answers: tuple[SpokenAnswer, ...]
    facts: tuple[ToldFact, ...]
    trace: tuple[Reason, ...]
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By question, what was said before it was edited or said anew, oldest first: shown, never scored."""

    def answer(self, question_id: str) -> SpokenAnswer | None:
        """The answer to a question, if it was not skipped."""
        return next((answer for answer in self.answers if answer.question_id == question_id), None)

    def fact(self, name: str) -> ToldFact | None:
        """The fact of this name, if it was told."""
        return next((fact for fact in self.facts if fact.name == name), None)


def joined(parts: Iterable[Part]) -> tuple[SpokenAnswer, ...]:
    """The parts by question; those of one question in the order given."""
    in_order = sorted(parts, key=lambda part: part.question_id)
    return tuple(
        SpokenAnswer(tuple(same)) for _, same in groupby(in_order, key=lambda part: part.question_id)
    )
