"""What a person did, as the engine sees it: one act a turn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActKind(StrEnum):
    """One per intent, plus START, SETTLE (our own timer) and ATTACHMENT (anything that is not words)."""

    START = "start"
    SETTLE = "settle"
    ATTACHMENT = "attachment"
    ANSWER = "answer"
    AFFIRM = "affirm"
    DENY = "deny"
    GREET = "greet"
    THANKS = "thanks"
    REPEAT = "repeat"
    SKIP = "skip"
    REDO = "redo"
    DONE = "done"
    PAUSE = "pause"
    RESUME = "resume"
    HELP = "help"
    PROGRESS = "progress"
    EXPLAIN = "explain"
    HUMAN = "human"
    APPEAL = "appeal"
    DELETE_DATA = "delete_data"
    EXPORT_DATA = "export_data"
    WITHDRAW = "withdraw"
    CHANGE_LANGUAGE = "change_language"
    STOP_MESSAGES = "stop_messages"
    FAQ = "faq"
    OTHER = "other"


@dataclass(frozen=True)
class Act:
    """One thing a person did, with everything about it that the rules may look at.

    `now` must be aware. `continues` marks a message sent before the person could have read our last
    question: it belongs to the answer before. `unread_more` says that more of this person's messages wait
    behind this one. `on_screen`: it continues, but our question had gone out by then; whoever reads quickly
    may have answered it already. `attachment` is sticker, image, file, location or voice. `status` is an application
    stage key (`invited`), wanted by progress and FAQ status.
    """

    kind: ActKind
    now: datetime
    text: str = ""
    topic: str | None = None
    attachment: str | None = None
    message_ids: tuple[int, ...] = ()
    continues: bool = False
    on_screen: bool = False
    language: str | None = None
    confidence: float = 1.0
    status: str | None = None
    unread_more: bool = False
