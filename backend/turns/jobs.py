"""The jobs that move conversations, by name, so that they can be put from anywhere in the house."""

from backend.store.queue import SPEECH, Route

TURN = Route("turns.handle", "turns")
SETTLE = Route("turns.settle", "turns")
REMIND = Route("reminders.sweep", "sends")
DELIVER = Route("outbox.deliver", "sends")
FETCH = Route("media.fetch", "media")
TRANSCRIBE = Route("speech.transcribe", SPEECH)
RETIRE = Route("media.retire", "media")
FINISH = Route("interviews.finish", "scoring")
NOTICE = Route("reports.notice", "sends")
HAND_OVER = Route("conversations.hand_over", "turns")
ERASE = Route("conversations.erase", "turns")
ERASE_PERSON = Route("people.erase", "turns")


CONVERSATION = "conversation:"
"""What a lock begins with that keeps one conversation in order, and the destination of what is said in it."""


REMINDER = "reminder:"
"""How the outbox key of every reminder begins."""


HEARD_NOTICE = "heard:"


def said_by(turn_id: object) -> str:
    """The outbox key of what a turn says: its presence proves the turn done, as both are one commit."""
    return f"say:{turn_id}"


def heard_notice(message_id: object) -> str:
    """The outbox key of 「收到，正在听…」. Such a notice asks nothing, so nothing can be sent too early to answer it."""
    return f"{HEARD_NOTICE}{message_id}"


def conversation_lock(conversation_id: object) -> str:
    """The lock that keeps one conversation in order; its outgoing messages share it."""
    return f"{CONVERSATION}{conversation_id}"
