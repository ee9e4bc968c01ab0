"""Telegram as the outbox sees it.

Source: Bot API `sendMessage`. Text of at most 4096 characters, plain: nothing a person or an editor wrote becomes markup.
There is no idempotency key, so a time-out or a 5xx leaves the outcome unknown.
"""

from collections import OrderedDict
from typing import Final

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message

from channels.contract import Allowance, Buttons, Capabilities, OutboundMessage, SendResult
from channels.errors import Rejected, Unreachable
from channels.splitting import split
from channels.telegram.buttons import keyboard
from channels.telegram.failures import NO_SUCH_CHAT
from channels.telegram.line import Line
from channels.telegram.updates import NAME

MAX_BYTES: Final = 4096
"""The limit is in characters; as many bytes are never more than that."""
REMEMBERED: Final = 1000


class TelegramChannel:
    """Sends to private chats. An address is a chat id; it exists only once that person has pressed Start."""

    name = NAME
    capabilities = Capabilities(
        max_bytes=MAX_BYTES,
        buttons=True,
        voice_in=True,
        can_initiate=True,
        redact=("bot_token", "webhook_secret", "proxy_url"),
        button_kind=Buttons.CALLBACK,
        voice_formats_in=("audio/ogg", "audio/mpeg", "audio/mp4", "video/mp4"),
        edit=True,
        account_pace=(Allowance(24, 1.0, 4),),
        chat_pace=(Allowance(55, 60.0, 1),),
    )

    def __init__(self, line: Line) -> None:
        self._line = line
        self._sent: OrderedDict[int, int] = OrderedDict()

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Deliver one message, in parts when it is long; what a second try finds sent is not sent again.

        Raises a `channels.errors.SendError`; `Unreachable` when the person has blocked the bot.
        """
        parts = split(message.text, MAX_BYTES)
        sent: Message | None = None
        for number in range(self._sent.get(message.id, 0), len(parts)):
            last = number == len(parts) - 1
            sent = await self._say(address, parts[number], keyboard(message) if last else None)
            self._note(message.id, number + 1)
        self._sent.pop(message.id, None)
        return SendResult(str(sent.message_id) if sent else None)

    async def _say(self, address: str, text: str, buttons: InlineKeyboardMarkup | None) -> Message:
        try:
            return await self._line.call(
                lambda bot: bot.send_message(
                    address,
                    text,
                    reply_markup=buttons,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            )
        except Rejected as error:
            raise (Unreachable(error.code) if error.code == NO_SUCH_CHAT else error) from None

    def _note(self, message_id: int, parts: int) -> None:
        self._sent[message_id] = parts
        if len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
