"""Bytes that people sent, fetched after their message was acknowledged. Downloading again does no harm."""

from typing import Final

import httpx

from channels.dingtalk.client import DingTalkClient, TooManyBytes
from channels.errors import OutcomeUnknown, Rejected, TemporaryFailure
from channels.platform import MediaRef

LARGEST: Final = 20_000_000


class DingTalkMedia:
    """Fetches what a `MediaRef` of this channel names."""

    def __init__(self, client: DingTalkClient, limit: int = LARGEST) -> None:
        self._client = client
        self._limit = limit

    async def fetch(self, media: MediaRef) -> bytes:
        """All bytes. Raises `Rejected` for too many or for a file that is gone, else a retryable `SendError`."""
        try:
            content = await self._client.get_bytes(await self._place(media.ref), self._limit)
        except OutcomeUnknown as error:
            unheard = error.code
        except TooManyBytes:
            raise Rejected("too_large") from None
        else:
            if not content:
                raise TemporaryFailure("truncated")
            return content
        raise TemporaryFailure(unheard)

    async def _place(self, code: str) -> str:
        """A code opens an address for a short time: it is read at once, and nothing of ours is sent along."""
        asked = {"downloadCode": code, "robotCode": self._client.settings.robot}
        told = await self._client.call("POST", "/v1.0/robot/messageFiles/download", asked)
        url = told.get("downloadUrl")
        if not isinstance(url, str) or not self._is_safe(url):
            raise Rejected("download_url")
        return url

    def _is_safe(self, address: str) -> bool:
        """HTTPS, or where we talk to DingTalk anyway."""
        try:
            url, ours = httpx.URL(address), httpx.URL(self._client.settings.api_base_url)
        except httpx.InvalidURL:
            return False
        return url.scheme == "https" or (url.scheme, url.host, url.port) == (
            ours.scheme,
            ours.host,
            ours.port,
        )
