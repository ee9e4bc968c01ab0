"""The report as it is stored: figures, ids and quotes. Sentences of ours are keys, spoken when read."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """Values never change; a field this version does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(StrEnum):
    """What the machine suggests. It never rejects: `not_yet` too waits for a person."""

    RECOMMEND = "recommend"
    REVIEW = "review"
    NOT_YET = "not_yet"


class Because(StrEnum):
    """Why a person must look before anything else happens, whatever the total."""

    KNOCKOUT = "knockout"
    LOW_CONFIDENCE = "low_confidence"
    NO_EVIDENCE = "no_evidence"
    INJECTION = "injection"
    REPEATED_STORY = "repeated_story"


class Phrase(Stored):
    """A locale key and what its sentence needs; the param `dimension` holds a dimension's id."""

    key: str
    params: Mapping[str, str] = {}


class Span(Stored):
    """A piece of one message of the person: `message.text[start:end]`, in code points."""

    message_id: int
    start: int
    end: int


class Quote(Stored):
    """Words a score rests on: `answer[start:end] == quote`, where the transcript has them, and for what."""

    question_id: str
    start: int
    end: int
    quote: str
    anchor: str
    message_ids: tuple[int, ...]
    spans: tuple[Span, ...]


class QuestionScore(Stored):
    """One scored question. `answer` is the whole text the offsets refer to; None when it was skipped."""

    question_id: str
    dimension: str
    branch: Literal["experienced", "novice"] | None = None
    question_kind: Literal["behavioural", "situational"] | None = None
    answer: str | None = None
    earlier: tuple[str, ...] = ()
    """What was said before it was edited or said anew; not scored."""
    answer_ids: tuple[int, ...] = ()
    level: int | None = None
    confidence: float = 0.0
    review: bool = False
    flags: tuple[str, ...] = ()
    rubric_hash: str | None = None
    quotes: tuple[Quote, ...] = ()


class DimensionScore(Stored):
    """One dimension on 0-10 with one decimal; `value` None is N/A: not enough evidence."""

    id: str
    weight: float
    value: float | None
    confidence: float
    review: bool
    questions: tuple[str, ...]


class KnockoutFact(Stored):
    """A requirement of the job and what the person said to it."""

    id: str
    must: bool
    state: Literal["met", "unmet", "unclear", "noted"]
    value: str
    raw: str


class OtherFact(Stored):
    """Something told for HR's arrangements, never scored."""

    kind: Literal["experience", "question", "site_question", "other"]
    id: str
    value: str
    raw: str


class TraceLine(Stored):
    """Why the interviewer asked what it asked."""

    at: datetime
    question: str
    decision: str
    because: str


class ReportContent(Stored):
    """One finished interview, as HR reads it."""

    schema_version: Literal[1] = 1
    interview_id: UUID
    application_id: UUID
    position_id: str
    site_id: str
    language: Literal["zh", "en", "ja", "ko"]
    branch: Literal["experienced", "novice"] | None
    started_at: datetime
    finished_at: datetime
    total: float | None
    confidence: float
    band: Band
    because: tuple[Because, ...]
    conclusion: Phrase
    dimensions: tuple[DimensionScore, ...]
    questions: tuple[QuestionScore, ...]
    next_probes: tuple[Phrase, ...]
    knockouts: tuple[KnockoutFact, ...]
    facts: tuple[OtherFact, ...]
    flags: tuple[str, ...]
    method: str
    rubric_hash: str
    content_version: str
    trace: tuple[TraceLine, ...]

    @property
    def review(self) -> bool:
        """A person must look before anything else happens."""
        return bool(self.because)

    def quotes(self) -> tuple[Quote, ...]:
        """All quotes, in the order of the questions."""
        return tuple(quote for question in self.questions for quote in question.quotes)
