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
GONE: Final = ("chat not found", "user not found", "peer_id_invalid")
UNCHANGED: Final = "not modified"


class Moved(Misconfigured):
    """The group lives under `chat_id` now."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("ChatMigrated")
        self.chat_id = chat_id


class NoSuchChat(Rejected):
    """There is no chat of this id, or none that we are in."""


class Unchanged(Rejected):
    """An edit that changes nothing: as good as done."""


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
    if any(words in description for words in GONE):
        return NoSuchChat(name)
    return Unchanged(name) if UNCHANGED in description else Rejected(name)


def _seconds(span: float | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
