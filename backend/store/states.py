"""The states that rows can be in."""

from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands. `REJECTED` is reached by a person's decision only."""

    APPLIED = "applied"
    INVITED = "invited"
    INTERVIEWING = "interviewing"
    HUMAN_ROUTE = "human_route"
    REVIEW = "review"
    ADVANCED = "advanced"
    ON_HOLD = "on_hold"
    OFFERED = "offered"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class InterviewState(StrEnum):
    """How far an interview has come."""

    OPEN = "open"
    FINISHED = "finished"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class TurnKind(StrEnum):
    """Why a turn happens: a person did something, or a held fragment has waited long enough."""

    MESSAGE = "message"
    SETTLE = "settle"
    REMIND = "remind"


class TurnStatus(StrEnum):
    """A turn is done in the same commit as all it caused."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class SendStatus(StrEnum):
    """The life of an outgoing message. `UNKNOWN`: it may have arrived; never resent blindly."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class DecisionKind(StrEnum):
    """What a person of HR decides."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


class Role(StrEnum):
    """What a user of the console may do."""

    HQ = "hq"
    SITE = "site"
    VIEWER = "viewer"
    LEGAL = "legal"
    AUDITOR = "auditor"
