"""Bring media from the platform, which keeps them for three days.

Source: 获取临时素材, https://developer.work.weixin.qq.com/document/path/90254: at most 20 MB a request, more by Range.
"""

import re
from typing import Final

import httpx

from channels.errors import OutcomeUnknown, Rejected
from channels.wecom import errcodes
from channels.wecom.client import WeComClient

PIECE: Final = 20 * 1024 * 1024
_RANGE: Final = re.compile(r"bytes \d+-\d+/(\d+)")


async def fetch(client: WeComClient, media_id: str, most_bytes: int = PIECE) -> bytes:
    """All bytes. Raises a `channels.errors.SendError`: Rejected when gone, too big, or cut short on the way."""
    try:
        response = await client.download(media_id)
    except Rejected as error:
        if error.code != f"errcode_{errcodes.TOO_BIG}":
            raise
        return await _in_pieces(client, media_id, most_bytes)
    return _complete(response, most_bytes)


async def _in_pieces(client: WeComClient, media_id: str, most_bytes: int) -> bytes:
    content = bytearray()
    while True:
        response = await client.download(media_id, f"bytes={len(content)}-{len(content) + PIECE - 1}")
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        total = int(told[1]) if told else 0
        if total > most_bytes:
            raise Rejected("media_too_big")
        if not told or not response.content:
            raise OutcomeUnknown("media_range")
        content += response.content
        if len(content) >= total:
            return bytes(content)


def _complete(response: httpx.Response, most_bytes: int) -> bytes:
    content = response.content
    if len(content) > most_bytes:
        raise Rejected("media_too_big")
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and "content-encoding" not in response.headers and int(announced) != len(content):
        raise OutcomeUnknown("media_truncated")
    if not content:
        raise Rejected("media_empty")
    return content
