"""How updates come to us: brought to the webhook, or fetched. Telegram does one or the other, never both."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from channels.callbacks import BadCallback
from channels.errors import Misconfigured, SendError, Unavailable
from channels.telegram.courtesy import Courtesies
from channels.telegram.intake import Intake
from channels.telegram.line import ALLOWED, Line
from channels.telegram.routes import PATH
from channels.telegram.settings import TelegramSettings

log = structlog.get_logger(__name__)

LONG_POLL: Final = 50
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 60.0


async def register_webhook(line: Line, settings: TelegramSettings, public_url: str) -> None:
    """Have updates brought to `public_url` from now on, with the secret. Raises `channels.errors.SendError`."""
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    await line.call(
        lambda bot: bot.set_webhook(
            public_url.rstrip("/") + PATH,
            max_connections=settings.max_connections,
            allowed_updates=ALLOWED,
            secret_token=secret,
        )
    )


class Poller:
    """Fetches updates; the next ones are asked for only when these are safe."""

    def __init__(
        self,
        line: Line,
        intake: Intake,
        courtesies: Courtesies,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        wait: int = LONG_POLL,
    ) -> None:
        self._line = line
        self._intake = intake
        self._courtesies = courtesies
        self._sleep = sleep
        self._wait = wait
        self._offset = 0
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled."""
        while not await self._tried(self._take_over):
            pass
        while True:
            await self._tried(self.once)

    async def once(self) -> None:
        """One round. Raises `SendError` or `Unavailable`; what was not stored comes again."""
        for update in await self._line.updates(self._offset, self._wait):
            await self._take(update)
            self._offset = int(update["update_id"]) + 1

    async def _take_over(self) -> None:
        await self._line.call(lambda bot: bot.delete_webhook(drop_pending_updates=False))

    async def _take(self, update: dict[str, Any]) -> None:
        try:
            courtesy = await self._intake.take(json.dumps(update).encode())
        except BadCallback as bad:
            log.warning("telegram.odd_update", reason=bad.reason)
            return
        if courtesy:
            self._courtesies.begin(courtesy)

    async def _tried(self, step: Callable[[], Awaitable[None]]) -> bool:
        try:
            await step()
        except Unavailable:
            await self._rest("unavailable", None)
        except Misconfigured as error:
            log.warning("telegram.polling_refused", code=error.code)
            await self._rest(error.code, LONGEST_PAUSE)
        except SendError as error:
            await self._rest(error.code, error.retry_after)
        else:
            self._failures = 0
            return True
        return False

    async def _rest(self, code: str, seconds: float | None) -> None:
        pause = seconds if seconds is not None else min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        log.info("telegram.polling_rests", code=code, seconds=pause)
        await self._sleep(pause)
