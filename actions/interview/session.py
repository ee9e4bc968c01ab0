"""Where one interview stands: one JSON value that holds everything needed to go on."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from actions.interview.script import Branch


class Phase(StrEnum):
    """The stretch of road an interview is on."""

    CONSENT = "consent"
    INTERVIEW = "interview"
    FINISHED = "finished"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Asking(StrEnum):
    """A question of ours that stands in front of the interview until the next act."""

    WITHDRAW = "withdraw"
    DELETE = "delete"
    LANGUAGE = "language"
    HEARD = "heard"


class Stored(BaseModel):
    """Unknown keys are refused: a session written by a newer version must not lose what it holds."""

    model_config = ConfigDict(extra="forbid")


class Draft(Stored):
    """A half-finished answer: heard, held, not yet recorded."""

    texts: list[str]
    message_ids: list[int]
    due: datetime
    """Aware. When nothing more comes until then, the answer is taken as finished."""


class Echo(Stored):
    """What a voice was heard to say, said back to be confirmed."""

    text: str
    kind: str
    topic: str | None = None
    asides: list[tuple[str, str | None]] = []
    told: str = ""
    message_ids: list[int]
    tries: int = 1
    """How often in a row a voice had to be said back."""


class Reply(Stored):
    """What has been said to one step so far."""

    step: int
    """Index into `Script.steps`; its length once everything is asked."""
    text: str = ""
    """All parts, joined by newlines."""
    parts: int = 0
    probes: list[str] = []
    """Pieces asked for, in order; its length is what the probe budget counts."""
    asked_again: bool = False
    """Not understood the first time."""
    redone: bool = False
    """The person wanted to say it anew, so has seen the question before."""
    skipped: bool = False
    value: str | None = None
    passed: bool | None = None


class Trace(Stored):
    """Why the engine chose what it chose."""

    at: datetime
    question: str
    decision: str
    because: str


class Session(Stored):
    """One interview between two turns. The engine works on a copy; callers store it as JSON."""

    schema_version: Literal[1] = 1
    language: str
    phase: Phase = Phase.CONSENT
    branch: Branch | None = None
    paused: bool = False
    asking: Asking | None = None
    reply: Reply = Reply(step=0)
    """To the step that is pending."""
    previous: Reply | None = None
    """To the step before: late messages and redo belong to it."""
    draft: Draft | None = None
    echo: Echo | None = None
    """Stands while `asking` is HEARD."""
    fresh: bool = False
    """Our last message put the pending question for the first time: a message sent before it was read is late."""
    facts: dict[str, str] = {}
    """Knockout values by id: later knockouts may depend on them."""
    goodbye: bool = False
    """The last words after the closing have been said."""
    trace: list[Trace] = []

    @classmethod
    def new(cls, language: str) -> Self:
        """An interview that has not begun."""
        return cls(language=language)

    @property
    def stage(self) -> str:
        """`consent`, `interview` or `closed`: what Rasa's stage gate wants to know."""
        if self.phase in (Phase.CONSENT, Phase.INTERVIEW):
            return self.phase.value
        return "closed"
