"""Posts to a Telegram group by python-telegram-bot.

Source: Bot API `sendMessage`. 20 messages a minute to a group; `retry_after` is the only truth about more. There is no
idempotency key, so a time-out or a 5xx leaves the outcome unknown.
"""

import html
from datetime import timedelta

import httpx
from pydantic import SecretStr
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
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
from telegram.request import BaseRequest, HTTPXRequest

from channels.contract import Card, SendResult
from channels.errors import (
    Misconfigured,
    OutcomeUnknown,
    Rejected,
    SendError,
    TemporaryFailure,
    Throttled,
    Unreachable,
)

NOT_SET_UP = (InvalidToken, Conflict, EndPointNotFound, ChatMigrated)


class TelegramGroup:
    """Posts cards as a bot that is a member of the group."""

    name = "telegram"

    def __init__(
        self, token: SecretStr, chat_id: str, base_url: str, request: BaseRequest | None = None
    ) -> None:
        self._bot = Bot(token.get_secret_value(), base_url=base_url, request=request or HTTPXRequest())
        self._chat_id: str | int = chat_id

    async def post(self, card: Card) -> SendResult:
        """Deliver one card; a group that has become a supergroup is followed. Raises SendError."""
        try:
            return await self._post(card)
        except ChatMigrated as moved:
            self._chat_id = moved.new_chat_id
        except TelegramError as error:
            raise failure(error) from None
        try:
            return await self._post(card)
        except TelegramError as error:
            raise failure(error) from None

    async def _post(self, card: Card) -> SendResult:
        message = await self._bot.send_message(
            self._chat_id,
            text(card),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return SendResult(str(message.message_id))


def text(card: Card) -> str:
    """The card in Telegram's HTML; nothing of it but our own tags is markup."""
    lines = [f"<b>{html.escape(card.title)}</b>", *(html.escape(line) for line in card.lines)]
    link = f'<a href="{html.escape(card.link_url)}">{html.escape(card.link_text)}</a>'
    return "\n".join([*lines, link])


def failure(error: TelegramError) -> SendError:
    """What an error of the library means for the message; its text may hold the token's address."""
    name = type(error).__name__
    if isinstance(error, RetryAfter):
        return Throttled(name, retry_after=_seconds(error.retry_after))
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        never_left = isinstance(error.__cause__, httpx.ConnectError)
        return TemporaryFailure(name) if never_left else OutcomeUnknown(name)
    if isinstance(error, Forbidden):
        return Unreachable(name)
    return Misconfigured(name) if isinstance(error, NOT_SET_UP) else Rejected(name)


def _seconds(span: float | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
