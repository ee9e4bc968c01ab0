"""What the engine wants done. Whoever called it stores and carries out these values, in order."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Line:
    """A locale key or content address, and the values its sentence needs."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Say:
    """The turn's one message: platforms count messages, so a turn never has two.

    `choices` are locale chip keys (`chip.agree`) or `option:<knockout or site question id>:<index from 0>`.
    """

    lines: tuple[Line, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordAnswer:
    """One part of an answer to a scored question. Parts count from 1 and start again after `SupersedeAnswer`.

    `probe` names the piece asked for (`result`); None is the answer to the question itself.
    """

    question_id: str
    dimension: str
    branch: str
    question_kind: str
    text: str
    message_ids: tuple[int, ...]
    probe: str | None
    part: int


@dataclass(frozen=True)
class SupersedeAnswer:
    """All parts recorded so far for this question no longer count; they stay on record."""

    question_id: str


@dataclass(frozen=True)
class RecordFact:
    """A fact for HR, never scored; a later one with the same id replaces it.

    `value` is what was understood: `yes`, `no`, an option's id, a number, `experienced`, `text`, `unclear` or
    `skipped`. `raw` is the person's words. `passed` is None where there is nothing to pass.
    """

    id: str
    value: str
    raw: str
    passed: bool | None


@dataclass(frozen=True)
class RecordConsent:
    """Consent to `kind` (`interview`) given or refused."""

    kind: str
    granted: bool


@dataclass(frozen=True)
class SettleLater:
    """Send SETTLE after so many seconds: a half-finished answer is being held."""

    seconds: float


@dataclass(frozen=True)
class RequestHuman:
    """A person must look. `reason` is a short code, never the candidate's words.

    `asked`, `appeal`, `declined`, `question` (one without an approved answer, after the end), `faq_unknown:<topic>`,
    `knockout_failed:<id>`, `knockout_unclear:<id>`, `knockout_skipped:<id>`.
    """

    reason: str


@dataclass(frozen=True)
class ConfirmHeard:
    """The person says that these voice messages were heard right: their words count like typed ones."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True)
class Erase:
    """Confirmed: erase this person's data."""


@dataclass(frozen=True)
class Export:
    """Send this person a copy of their data."""


@dataclass(frozen=True)
class Withdraw:
    """Confirmed: the person withdraws the application."""


@dataclass(frozen=True)
class StopMessages:
    """No more reminders."""


@dataclass(frozen=True)
class SetLanguage:
    """Speak this language (zh, en, ja, ko) from this turn's message on."""

    language: str


@dataclass(frozen=True)
class Finish:
    """The last question is done: the answers can be scored. At most once in an interview."""


@dataclass(frozen=True)
class Decline:
    """Consent refused: no interview by machine; a person takes over without penalty."""


Effect = (
    Say
    | RecordAnswer
    | SupersedeAnswer
    | RecordFact
    | RecordConsent
    | SettleLater
    | RequestHuman
    | ConfirmHeard
    | Erase
    | Export
    | Withdraw
    | StopMessages
    | SetLanguage
    | Finish
    | Decline
)


def to_json(effect: Effect) -> dict[str, object]:
    """The effect as plain JSON values, its class name under `effect`.

    >>> to_json(SettleLater(12.0))
    {'effect': 'SettleLater', 'seconds': 12.0}
    """
    return {"effect": type(effect).__name__, **asdict(effect)}
