"""Read a request body without ever holding more than is allowed."""

from collections.abc import AsyncIterable


class TooLarge(Exception):
    """The body is longer than the limit; reading stopped there."""


async def read_at_most(limit: int, chunks: AsyncIterable[bytes]) -> bytes:
    """The whole body, at most `limit` bytes. Raises `TooLarge` at the first byte over it."""
    body = bytearray()
    async for chunk in chunks:
        if len(body) + len(chunk) > limit:
            raise TooLarge
        body += chunk
    return bytes(body)
