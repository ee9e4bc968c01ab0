"""What a person sees at once, besides the interview: a tap that stops waiting, and a polite no.

Nothing depends on it; what goes wrong here is logged by its code and forgotten.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram import Bot

from channels.errors import Rejected, SendError, Throttled
from channels.telegram.failures import UNCHANGED
from channels.telegram.intake import Acknowledge, Courtesy, Refuse, Tell
from channels.telegram.line import Line
from channels.telegram.wording import BotWords

log = structlog.get_logger(__name__)

PATIENCE: Final = 5.0
"""Seconds of silence that a courtesy waits for; a tap cannot be answered much later anyway."""


ALERT: Final = 200
"""Characters that the answer to a tap may have."""


class Courtesies:
    """Pays them over the bot's line. A bot that must be silent for a moment pays after it."""

    def __init__(
        self, line: Line, words: BotWords, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._line = line
        self._words = words
        self._sleep = sleep
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, courtesy: Courtesy) -> None:
        """Pay one without waiting for it."""
        task = asyncio.create_task(self.pay(courtesy))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Wait for those begun."""
        await asyncio.gather(*self._running)

    async def pay(self, courtesy: Courtesy) -> None:
        """Pay one; a failure is nobody's business but the log's."""
        try:
            await self._pay_patiently(courtesy)
        except SendError as error:
            log.info("telegram.courtesy_failed", code=error.code, kind=type(courtesy).__name__)

    async def _pay_patiently(self, courtesy: Courtesy) -> None:
        try:
            await self._pay(courtesy)
        except Throttled as silence:
            if silence.retry_after is None or silence.retry_after > PATIENCE:
                raise
            await self._sleep(silence.retry_after)
            await self._pay(courtesy)

    async def _pay(self, courtesy: Courtesy) -> None:
        if isinstance(courtesy, Refuse):
            await self._refuse(courtesy)
        elif isinstance(courtesy, Tell):
            await self._tell(courtesy)
        else:
            await self._acknowledge(courtesy)

    async def _refuse(self, refuse: Refuse) -> None:
        words = self._words.say(refuse.word, refuse.language)
        await self._line.call(lambda bot: bot.send_message(refuse.address, words))

    async def _tell(self, tell: Tell) -> None:
        """A refusal stays on the screen until it is closed; what went well passes by."""
        said = tell.told
        if tell.tap_id is None:
            await self._line.call(lambda bot: bot.send_message(tell.address, said.text))
        else:
            tap_id, words = tell.tap_id, said.text[:ALERT]
            await self._line.call(
                lambda bot: bot.answer_callback_query(tap_id, words, show_alert=not said.done)
            )

    async def _acknowledge(self, tap: Acknowledge) -> None:
        words = self._words.say("stale", tap.language) if tap.stale else None
        await self._line.call(lambda bot: bot.answer_callback_query(tap.tap_id, words))
        if tap.message_id is None or tap.stale:
            return
        try:
            await self._line.call(lambda bot: _remove_buttons(bot, tap))
        except Rejected as error:
            if error.code != UNCHANGED:
                raise


async def _remove_buttons(bot: Bot, tap: Acknowledge) -> None:
    await bot.edit_message_reply_markup(tap.address, tap.message_id, reply_markup=None)
