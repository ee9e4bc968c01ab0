"""All tables, by topic. Words, names and numbers of people are encrypted; ids that leave the house are random."""

from backend.store.tables.accounts import (
    ApiKey,
    HRCode,
    HRIdentity,
    IdempotentAnswer,
    LoginAttempt,
    SavedView,
    User,
)
from backend.store.tables.audit import AuditEntry
from backend.store.tables.columns import message_seq
from backend.store.tables.conversations import (
    Address,
    ChannelMemory,
    Consent,
    Conversation,
    Inbound,
    KeptEvent,
    Media,
    Outbox,
    SendPace,
    Turn,
)
from backend.store.tables.deciding import Decision, Slot, SlotBooking
from backend.store.tables.documents import DataRequest, Document, ImportBatch, ImportFault
from backend.store.tables.holders import LinkCheck, LinkHolder
from backend.store.tables.hr_systems import (
    HrConnection,
    HrCursor,
    HrInbox,
    HrLink,
    HrMapping,
    HrOutbox,
    HrSyncLog,
    WebhookEndpoint,
)
from backend.store.tables.interviews import Answer, ContentVersion, Fact, Interview, Rating, Report
from backend.store.tables.offers import Employee, Offer
from backend.store.tables.people import Application, Candidate, Invitation, StageChange
from backend.store.tables.requisitions import Requisition, RequisitionSite
from backend.store.tables.screening import RuleJustification, RuleSet, ScreeningOutcome
from backend.store.tables.silences import Silence
from backend.store.tables.speech import Transcription
from backend.store.tables.steps import Step, StepEvent

__all__ = [
    "Address",
    "Answer",
    "ApiKey",
    "Application",
    "AuditEntry",
    "Candidate",
    "ChannelMemory",
    "Consent",
    "ContentVersion",
    "Conversation",
    "DataRequest",
    "Decision",
    "Document",
    "Employee",
    "Fact",
    "HRCode",
    "HRIdentity",
    "HrConnection",
    "HrCursor",
    "HrInbox",
    "HrLink",
    "HrMapping",
    "HrOutbox",
    "HrSyncLog",
    "IdempotentAnswer",
    "ImportBatch",
    "ImportFault",
    "Inbound",
    "Interview",
    "Invitation",
    "KeptEvent",
    "LinkCheck",
    "LinkHolder",
    "LoginAttempt",
    "Media",
    "Offer",
    "Outbox",
    "Rating",
    "Report",
    "Requisition",
    "RequisitionSite",
    "RuleJustification",
    "RuleSet",
    "SavedView",
    "ScreeningOutcome",
    "SendPace",
    "Silence",
    "Slot",
    "SlotBooking",
    "StageChange",
    "Step",
    "StepEvent",
    "Transcription",
    "Turn",
    "User",
    "WebhookEndpoint",
    "message_seq",
]
