"""Requests as fast as they are answered, over connections that stay open; cheap enough not to be what is measured."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`seconds` the whole took; `delays` of each request in seconds, sorted."""

    seconds: float
    delays: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.delays) / self.seconds


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of a POST."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def fire(port: int, requests: Sequence[bytes], connections: int) -> Outcome:
    """Send them all to loopback. Raises RuntimeError for an answer that is not 200."""
    waiting, delays = deque(requests), list[float]()
    began = time.monotonic()
    await asyncio.gather(*(_connection(port, waiting, delays) for _ in range(connections)))
    return Outcome(time.monotonic() - began, sorted(delays))


async def _connection(port: int, waiting: deque[bytes], delays: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while waiting:
        began = time.monotonic()
        writer.write(waiting.popleft())
        await _answer(reader)
        delays.append(time.monotonic() - began)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.splitlines()[0].decode())
    length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    await reader.readexactly(int(length or 0))
