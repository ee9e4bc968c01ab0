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


class TurnStatus(StrEnum):
    """A turn is done in the same commit as all it caused."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class HearingState(StrEnum):
    """How far a voice message has come: no words yet, words, or never any."""

    WAITING = "waiting"
    HEARD = "heard"
    UNHEARD = "unheard"


class SendStatus(StrEnum):
    """The life of an outgoing message. `UNKNOWN`: it may have arrived; never resent blindly.

    `DROPPED`: overtaken by what happened before it was sent.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class DecisionKind(StrEnum):
    """What a person of HR decides. A second interview and a call are held by people; both leave the end open."""

    ADVANCE = "advance"
    HOLD = "hold"
    SECOND_INTERVIEW = "second_interview"
    CALL = "call"
    REJECT = "reject"


class Role(StrEnum):
    """What a user of the console may do."""

    HQ = "hq"
    SITE = "site"
    VIEWER = "viewer"
    LEGAL = "legal"
    AUDITOR = "auditor"


class RequisitionState(StrEnum):
    """Whether people are still wanted."""

    OPEN = "open"
    CLOSED = "closed"


class BookingState(StrEnum):
    """What became of a place in a slot."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"


class OfferState(StrEnum):
    """The life of one version of an offer; after `ACCEPTED` only `HIRED`."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"


class EmployeeState(StrEnum):
    """Whether the person came, and is still there."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    LEFT = "left"


class StepState(StrEnum):
    """How far an external step is. `COMPLETED` can only be `SUPERSEDED`; the other ends are final."""

    DRAFT = "draft"
    AWAITING_CONSENT = "awaiting_consent"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class RuleSetState(StrEnum):
    """`BLOCKED`: a risky rule waits for a person with the legal role."""

    DRAFT = "draft"
    BLOCKED = "blocked"
    ACTIVE = "active"
    RETIRED = "retired"


class Screened(StrEnum):
    """What screening rules made of an application; what is knocked out or routed waits for a person."""

    PASSED = "passed"
    KNOCKOUT = "knockout"
    ROUTE = "route"


class BatchState(StrEnum):
    """How far an import is."""

    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


class DataRequestState(StrEnum):
    """How far an erasure or an export is."""

    PENDING = "pending"
    DONE = "done"


class ConnectionState(StrEnum):
    """`PAUSED`: nothing is lost, nothing is sent; `OFF`: no longer used."""

    ON = "on"
    PAUSED = "paused"
    OFF = "off"


class SyncState(StrEnum):
    """A change to an HR system. `UNKNOWN`: it may have been made; look before sending again. `DEAD`: HR must look."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    ALREADY = "already"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    DEAD = "dead"
