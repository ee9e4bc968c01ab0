"""Posts to HR's Telegram group by python-telegram-bot.

Source: Bot API `sendMessage`. 20 messages a minute to a group; `retry_after` is the only truth about more. There is no
idempotency key, so a time-out or a 5xx leaves the outcome unknown.
"""

import html
from typing import Self

from pydantic import SecretStr
from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.request import BaseRequest

from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.errors import Rejected
from channels.telegram.buttons import decisions
from channels.telegram.failures import UNCHANGED, Moved
from channels.telegram.line import Line
from channels.telegram.pause import Memory, OwnMemory
from channels.telegram.settings import TelegramSettings
from channels.telegram.updates import NAME


class TelegramGroup:
    """Posts cards as a bot that is a member of the group. `chat_id` may name a forum topic: `CHAT/TOPIC`."""

    name = NAME
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(
        self, token: SecretStr, chat_id: str, base_url: str, request: BaseRequest | None = None
    ) -> None:
        settings = TelegramSettings(bot_token=token, api_base_url=base_url)
        memory = OwnMemory()
        self._place(Line(settings, memory, request=request), memory, settings.account, chat_id)

    @classmethod
    def on(cls, line: Line, memory: Memory, account: str, chat_id: str) -> Self:
        """On the line that the interviews use, so that a pause is everyone's and a move is remembered."""
        made = cls.__new__(cls)
        made._place(line, memory, account, chat_id)
        return made

    def _place(self, line: Line, memory: Memory, account: str, chat_id: str) -> None:
        self._line = line
        self._memory = memory
        self._account = account
        self._chat_id, _, topic = chat_id.partition("/")
        self._topic = int(topic) if topic else None

    async def post(self, card: Card) -> SendResult:
        """Deliver one card; a group that has become a supergroup is followed. Raises SendError."""
        moved = f"moved:{self._chat_id}"
        chat_id = await self._memory.recall(NAME, self._account, moved) or self._chat_id
        try:
            sent = await self._post(chat_id, card)
        except Moved as there:
            await self._memory.remember(NAME, self._account, moved, str(there.chat_id))
            sent = await self._post(str(there.chat_id), card)
        return SendResult(f"{sent.chat.id}:{sent.message_id}")

    async def edit(self, posted: str, card: Card) -> None:
        """Show another card in place of a posted one. Raises SendError; what looks the same already is fine."""
        chat_id, _, message_id = posted.partition(":")
        try:
            await self._line.call(
                lambda bot: bot.edit_message_text(
                    text(card),
                    chat_id,
                    int(message_id),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=decisions(card),
                )
            )
        except Rejected as error:
            if error.code != UNCHANGED:
                raise

    async def _post(self, chat_id: str, card: Card) -> Message:
        return await self._line.call(
            lambda bot: bot.send_message(
                chat_id,
                text(card),
                parse_mode=ParseMode.HTML,
                message_thread_id=self._topic,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=decisions(card),
            )
        )


def text(card: Card) -> str:
    """The card in Telegram's HTML; nothing of it but our own tags is markup."""
    lines = [f"<b>{html.escape(card.title)}</b>", *(html.escape(line) for line in card.lines)]
    entries = [_link(one.text, one.url) for one in card.entries]
    return "\n".join([*lines, *entries, _link(card.link_text, card.link_url)])


def _link(words: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words)}</a>'
