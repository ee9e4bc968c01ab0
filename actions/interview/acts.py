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
class Aside:
    """What a message asks or wants besides what it mainly says."""

    kind: ActKind
    topic: str | None = None


@dataclass(frozen=True)
class Act:
    """One thing a person did, with everything about it that the rules may look at.

    `now` must be aware. `continues` marks a message sent before the person could have read our last
    question: it belongs to the answer before. `unread_more` says that more of this person's messages wait
    behind this one. `on_screen`: it continues, but our question had gone out by then; whoever reads quickly
    may have answered it already. `attachment` is sticker, image, file, location or voice; `trouble` says why a voice
    could not be written down (empty: not yet). `doubts` are the reasons not to trust words that came from a voice; empty
    for typed ones. `status` is an application stage key (`invited`), wanted by progress and FAQ status. `asides` are
    questions and commands in the same message, `told` is the part of its text that is none of them; empty where nothing
    is to be told apart.
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
    doubts: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    told: str = ""

    @property
    def topics(self) -> tuple[str | None, ...]:
        """The topics of all questions to us, each once."""
        asked = (Aside(self.kind, self.topic), *self.asides)
        return tuple(dict.fromkeys(part.topic for part in asked if part.kind is ActKind.FAQ))

    @property
    def reply(self) -> str:
        """The words that may answer a question of ours."""
        return self.told or self.text
