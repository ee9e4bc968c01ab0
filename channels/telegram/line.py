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

from channels.errors import Misconfigured, OutcomeUnknown, Rejected, Throttled
from channels.telegram.failures import failure
from channels.telegram.pause import Memory, Pause
from channels.telegram.privacy import protect_logs
from channels.telegram.settings import TelegramSettings

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
TWENTY_MEGABYTES: Final = 20_000_000
"""More the Bot API lets nobody download."""
POOL: Final = 32
T = TypeVar("T")


class Line:
    """Built once a bot. `transport` replaces the network in tests; `now` is in seconds since 1970."""

    def __init__(
        self,
        settings: TelegramSettings,
        memory: Memory,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        protect_logs()
        token = settings.bot_token.get_secret_value()
        self._asking = _request(settings, transport, 2)
        self._bot = Bot(
            token,
            base_url=settings.api_base,
            base_file_url=settings.file_base,
            request=_request(settings, transport, POOL),
            get_updates_request=self._asking,
        )
        proxy = None if transport else _proxy(settings)
        self._files = httpx.AsyncClient(transport=transport, proxy=proxy, timeout=30.0)
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

    async def download(self, file_id: str, limit: int = TWENTY_MEGABYTES) -> bytes:
        """The bytes of a file. Raises `Rejected` when there are more than `limit`, or none."""
        found = await self.call(lambda bot: bot.get_file(file_id))
        if (found.file_size or 0) > limit:
            raise Rejected("too_large")
        if not found.file_path:
            raise Rejected("no_file_path")
        try:
            content = await self._read(found.file_path, limit)
        except httpx.HTTPError as error:
            name = type(error).__name__
        else:
            return _whole(content, found.file_size)
        raise OutcomeUnknown(name)

    async def close(self) -> None:
        """Let all connections go."""
        await self._files.aclose()
        await self._asking.shutdown()
        await self._bot.request.shutdown()

    async def _read(self, url: str, limit: int) -> bytes:
        content = bytearray()
        async with self._files.stream("GET", url, follow_redirects=False) as response:
            if response.status_code == 429:
                raise Throttled("http_429")
            if response.status_code != 200:
                raise Rejected(f"http_{response.status_code}")
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > limit:
                    raise Rejected("too_large")
        return bytes(content)


def _whole(content: bytes, announced: int | None) -> bytes:
    if not content or (announced and len(content) < announced):
        raise OutcomeUnknown("truncated")
    return content


def _updates(body: bytes) -> list[dict[str, Any]]:
    try:
        result = json.loads(body)["result"]
    except (ValueError, KeyError, TypeError):
        raise OutcomeUnknown("not_json") from None
    if not isinstance(result, list):
        raise Misconfigured("no_updates")
    return [update for update in result if isinstance(update, dict)]


def _request(settings: TelegramSettings, transport: httpx.AsyncBaseTransport | None, pool: int) -> BaseRequest:
    if transport:
        return HTTPXRequest(connection_pool_size=pool, httpx_kwargs={"transport": transport})
    return HTTPXRequest(connection_pool_size=pool, read_timeout=10.0, proxy=_proxy(settings))


def _proxy(settings: TelegramSettings) -> str | None:
    return settings.proxy_url.get_secret_value() if settings.proxy_url else None
