"""Bytes that people sent, fetched after their webhook was answered. Downloading again does no harm."""

from typing import Final

import httpx

from channels.errors import OutcomeUnknown, Rejected, TemporaryFailure, from_status
from channels.platform import MediaRef
from channels.telegram.line import Line

LARGEST: Final = 20_000_000
"""The Bot API lets nobody download more."""


class TelegramMedia:
    """Fetches what a `MediaRef` of this channel names."""

    def __init__(self, line: Line, limit: int = LARGEST) -> None:
        self._line = line
        self._limit = limit

    async def fetch(self, media: MediaRef) -> bytes:
        """All bytes. Raises `Rejected` for too many or for a file that is gone, else a retryable `SendError`."""
        try:
            return await self._fetch(media.ref)
        except OutcomeUnknown as error:
            unheard = error.code
        except httpx.HTTPError as error:
            unheard = type(error).__name__
        raise TemporaryFailure(unheard)

    async def _fetch(self, file_id: str) -> bytes:
        file = await self._line.call(lambda bot: bot.get_file(file_id))
        if (file.file_size or 0) > self._limit:
            raise Rejected("too_large")
        if not file.file_path:
            raise Rejected("no_file_path")
        content = await self._read(file.file_path)
        if not content or len(content) < (file.file_size or 0):
            raise TemporaryFailure("truncated")
        return content

    async def _read(self, url: str) -> bytes:
        content = bytearray()
        async with self._line.files.stream("GET", url, follow_redirects=False) as response:
            if response.status_code != 200:
                raise from_status(max(response.status_code, 300), response.headers.get("retry-after"))
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > self._limit:
                    raise Rejected("too_large")
        return bytes(content)
