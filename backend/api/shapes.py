"""What programs send and get."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.letters.post import Way
from backend.store.states import DecisionKind, SendStatus

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Incoming(BaseModel):
    """A field we do not know is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid")


class ApplicationIn(Incoming):
    """A person applies. Without `external_id`, the header Idempotency-Key stands for it."""

    name: Words
    position_id: Words
    site_id: Words
    phone: Words | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    language: Literal["zh", "en", "ja", "ko"] = "zh"
    source: Words = "api"
    external_id: Words | None = None


class CandidateOut(BaseModel):
    """A person."""

    id: UUID
    name: str
    phone: str | None
    email: str | None
    language: str


class ApplicationOut(BaseModel):
    """An application. `needs_human`: why a person is wanted, if one is."""

    id: UUID
    candidate: CandidateOut
    position_id: str
    site_id: str
    source: str
    external_id: str
    stage: str
    needs_human: str | None
    interview_ids: list[UUID]
    created_at: datetime
    updated_at: datetime


class InviteIn(Incoming):
    """How long the link shall work, and whether we send it: by SMS, else by e-mail."""

    ttl_days: Annotated[int, Field(ge=1, le=90)] = 14
    send: bool = False


class InviteOut(BaseModel):
    """The candidate's link; it is shown only once. `sent_by` is null when it must be handed over."""

    link: str
    expires_at: datetime
    sent_by: Way | None = None


class LetterOut(BaseModel):
    """What became of one SMS or e-mail: an invitation or a reminder. `error` is a code."""

    model_config = ConfigDict(from_attributes=True)

    way: Way
    status: SendStatus
    error: str | None
    at: datetime


class DecideIn(Incoming):
    """A person of HR decides; `decided_by` is the name of their account here."""

    decision: DecisionKind
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    decided_by: Words | None = None


class DecisionOut(BaseModel):
    """A decision as recorded."""

    id: UUID
    application_id: UUID
    decision: str
    stage: str
    report_id: UUID | None
    at: datetime


class ReportSummary(BaseModel):
    """The report in three figures."""

    id: UUID
    total: float | None
    band: str
    review: bool


class InterviewOut(BaseModel):
    """An interview and, once there is one, its report."""

    id: UUID
    application_id: UUID
    state: str
    language: str
    content_version: str
    started_at: datetime
    finished_at: datetime | None
    report: ReportSummary | None


class TranscriptLine(BaseModel):
    """One message. `message_id` is what the spans of a report's quotes refer to; `revises` is the one it was edited from."""

    speaker: Literal["candidate", "interviewer"]
    message_id: int | None
    revises: int | None = None
    kind: str
    text: str
    at: datetime


class TranscriptOut(BaseModel):
    """Both sides, in the order in which they were said."""

    interview_id: UUID
    lines: list[TranscriptLine]


class ReportOut(BaseModel):
    """The stored report, and its keys as sentences in the language asked for."""

    id: UUID
    created_at: datetime
    content: dict[str, Any]
    conclusion: str
    next_probes: list[str]
    dimension_names: dict[str, str]


class PositionOut(BaseModel):
    """A position that can be interviewed for."""

    id: str
    title: dict[str, str]
    minutes: int
    weights: dict[str, float]
    site_ids: list[str]


class SiteOut(BaseModel):
    """A site and the positions open there."""

    id: str
    name: dict[str, str]
    company: dict[str, str]
    position_ids: list[str]


class WebhookIn(Incoming):
    """Where events shall go."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s@]+$", max_length=2000)]


class WebhookOut(BaseModel):
    """An endpoint."""

    id: UUID
    url: str
    disabled: bool
    created_at: datetime


class NewWebhookOut(WebhookOut):
    """An endpoint with its secret, which is shown this once."""

    secret: str


class BrokenLineOut(BaseModel):
    """A line of a file that did not go in."""

    line: int
    field: str
    reason: str


class ImportOut(BaseModel):
    """What became of the lines of a file."""

    created: int
    duplicates: int
    errors: list[BrokenLineOut]


class FieldFault(BaseModel):
    """A field at fault and why, as a short code."""

    field: str
    reason: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldFault] = []
