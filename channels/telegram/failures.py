"""What an error of python-telegram-bot means for a message. Its text may hold the token's address, so none is kept."""

from datetime import timedelta
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from channels.errors import (
    Misconfigured,
    OutcomeUnknown,
    Rejected,
    SendError,
    TemporaryFailure,
    Throttled,
    Unreachable,
)

NOT_SET_UP: Final = (InvalidToken, Conflict, EndPointNotFound)
NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
NO_SUCH_CHAT: Final = "chat_not_found"
"""Code of a `Rejected`: there is no chat of this id, or none that we are in."""
UNCHANGED: Final = "not_modified"
"""Code of a `Rejected` edit that would change nothing: as good as done."""
TOLD: Final = {
    "chat not found": NO_SUCH_CHAT,
    "user not found": NO_SUCH_CHAT,
    "peer_id_invalid": NO_SUCH_CHAT,
    "not modified": UNCHANGED,
}
"""A 400 tells its kind only in words."""


class Moved(Misconfigured):
    """The group lives under `chat_id` now."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("ChatMigrated")
        self.chat_id = chat_id


def failure(error: TelegramError) -> SendError:
    """The place of an error in the tree of `channels.errors`."""
    name = type(error).__name__
    if isinstance(error, RetryAfter):
        return Throttled(name, retry_after=_seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, BadRequest):
        return _refused(error.message.lower(), name)
    if isinstance(error, NetworkError):
        never_left = isinstance(error.__cause__, NEVER_LEFT)
        return TemporaryFailure(name) if never_left else OutcomeUnknown(name)
    if isinstance(error, Forbidden):
        return Unreachable(name)
    return Misconfigured(name) if isinstance(error, NOT_SET_UP) else Rejected(name)


def _refused(description: str, name: str) -> SendError:
    return Rejected(next((code for words, code in TOLD.items() if words in description), name))


def _seconds(span: float | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
