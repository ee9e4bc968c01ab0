"""One bot's line to Telegram, shared by everything that speaks as it: calls, files, updates."""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from channels.errors import Misconfigured, OutcomeUnknown
from channels.telegram.failures import failure
from channels.telegram.pause import Memory, Pause
from channels.telegram.privacy import protect_logs
from channels.telegram.settings import TelegramSettings

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
POOL: Final = 32
T = TypeVar("T")


class Line:
    """Built once a bot; `now` is in seconds since 1970. `transport` and `request` replace the network."""

    def __init__(
        self,
        settings: TelegramSettings,
        memory: Memory,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
        request: BaseRequest | None = None,
    ) -> None:
        protect_logs()
        token = settings.bot_token.get_secret_value()
        self._asking = _request(settings, transport, 2)
        self._bot = Bot(
            token,
            base_url=settings.api_base,
            base_file_url=settings.file_base,
            request=request or _request(settings, transport, POOL),
            get_updates_request=self._asking,
        )
        proxy = None if transport else _proxy(settings)
        self.files = httpx.AsyncClient(transport=transport, proxy=proxy, timeout=30.0)
        self._updates_url = f"{settings.api_base}{token}/getUpdates"
        self._pause = Pause(memory, settings.account, now)

    async def call(self, speak: Callable[[Bot], Awaitable[T]]) -> T:
        """One call, unless the whole bot must be silent. Raises `channels.errors.SendError`."""
        await self._pause.respect()
        try:
            return await speak(self._bot)
        except RetryAfter as error:
            throttled = failure(error)
            await self._pause.begin(throttled.retry_after or 1.0)
        except TelegramError as error:
            raise failure(error) from None
        raise throttled

    async def updates(self, offset: int, wait: int) -> list[dict[str, Any]]:
        """Updates from `offset` on, after at most `wait` seconds; asking with an offset confirms all before it.

        Raw, so that one odd update cannot hide the others. Raises `channels.errors.SendError`.
        """
        asked = {"offset": offset, "timeout": wait, "allowed_updates": json.dumps(ALLOWED)}
        try:
            body = await self._asking.retrieve(
                f"{self._updates_url}?{urlencode(asked)}", read_timeout=wait + 10.0
            )
        except TelegramError as error:
            raise failure(error) from None
        return _updates(body)

    async def close(self) -> None:
        """Let all connections go."""
        await self.files.aclose()
        await self._asking.shutdown()
        await self._bot.request.shutdown()


def _updates(body: bytes) -> list[dict[str, Any]]:
    try:
        result = json.loads(body)["result"]
    except (ValueError, KeyError, TypeError):
        raise OutcomeUnknown("not_json") from None
    if not isinstance(result, list):
        raise Misconfigured("no_updates")
    return [update for update in result if isinstance(update, dict)]


def _request(
    settings: TelegramSettings, transport: httpx.AsyncBaseTransport | None, pool: int
) -> BaseRequest:
    if transport:
        return HTTPXRequest(connection_pool_size=pool, httpx_kwargs={"transport": transport})
    return HTTPXRequest(connection_pool_size=pool, read_timeout=10.0, proxy=_proxy(settings))


def _proxy(settings: TelegramSettings) -> str | None:
    return settings.proxy_url.get_secret_value() if settings.proxy_url else None
