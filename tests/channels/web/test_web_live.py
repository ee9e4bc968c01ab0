"""The live stream: complete, in order, resumable, bounded."""

import asyncio
import json
import logging

import httpx
import pytest
from fastapi import FastAPI
from sse_starlette import ServerSentEvent

from channels.web.live import follow
from channels.web.routes import router
from channels.web.settings import WebSettings
from channels.web.streams import Streams
from channels.web.wording import load_words
from tests.channels.web.fake_gateway import TOKEN, FakeGateway

pytestmark = pytest.mark.asyncio
EVENTS = f"/channels/web/{TOKEN}/events"


class Listener:
    """A page, as the stream sees it."""

    def __init__(self, gateway: FakeGateway, after: int = 0, **limits: float) -> None:
        self.closed = asyncio.Event()
        settings = WebSettings(**{"refresh_seconds": 60, **limits})
        self._stream = follow(gateway, "conv-1", after, settings, self.closed)

    async def next(self) -> tuple[str, object]:
        event = await asyncio.wait_for(anext(self._stream), 5)
        return read(event)

    async def leave(self) -> None:
        await self._stream.aclose()


def read(event: ServerSentEvent) -> tuple[str, object]:
    data = json.loads(event.data)
    return (event.event, data["id"] if event.event == "message" else data["thinking"])


async def test_first_what_was_missed_then_what_happens(gateway: FakeGateway) -> None:
    gateway.say("您好")
    page = Listener(gateway)
    assert await page.next() == ("message", 1)
    assert await page.next() == ("thinking", False)
    gateway.think(True)
    assert await page.next() == ("thinking", True)
    gateway.say("第一题")
    gateway.think(False)
    assert await page.next() == ("message", 2)
    assert await page.next() == ("thinking", False)
    await page.leave()
    assert gateway.listeners() == 0


async def test_what_is_said_while_an_event_is_on_its_way_is_not_missed(gateway: FakeGateway) -> None:
    page = Listener(gateway)
    await page.next()
    for number in range(1, 30):
        gateway.say(str(number))
        assert await page.next() == ("message", number)
    await page.leave()


async def test_even_an_unsignalled_line_comes_in_the_end(gateway: FakeGateway) -> None:
    page = Listener(gateway, refresh_seconds=0.01)
    await page.next()
    gateway.mute = True
    gateway.say("no signal")
    assert await page.next() == ("message", 1)
    await page.leave()


async def test_ends_when_told(gateway: FakeGateway) -> None:
    page = Listener(gateway)
    await page.next()
    page.closed.set()
    with pytest.raises(StopAsyncIteration):
        await page.next()


async def test_ends_when_the_database_goes_away(gateway: FakeGateway) -> None:
    page = Listener(gateway)
    await page.next()
    gateway.away = True
    gateway.signal("conv-1")
    with pytest.raises(StopAsyncIteration):
        await page.next()
    assert gateway.listeners() == 0


async def read_all(
    gateway: FakeGateway, headers: dict[str, str] | None = None, query: str = ""
) -> httpx.Response:
    """One short-lived stream over HTTP, to its end."""
    app = FastAPI()
    app.include_router(router(gateway, WebSettings(stream_seconds=0.05), load_words()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(EVENTS + query, headers=headers)


async def test_over_http(gateway: FakeGateway) -> None:
    gateway.say("第一行\n第二行 ：\r\ndata: x", ("好",))
    response = await read_all(gateway)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    first, second = response.text.strip().split("\r\n\r\n")
    assert first.split("\r\n")[:2] == ["id: 1", "event: message"]
    line = json.loads(first.split("\r\n")[2].removeprefix("data: "))
    assert line == {
        "id": 1,
        "mine": False,
        "kind": "text",
        "text": "第一行\n第二行 ：\r\ndata: x",
        "choices": ["好"],
        "at": "2026-11-22T04:00:00+00:00",
    }
    assert second.split("\r\n") == ["event: thinking", 'data: {"thinking":false}']


@pytest.mark.parametrize(
    ("last", "query", "expected"),
    [
        (None, "", [1, 2, 3]),
        (None, "?after=2", [3]),
        ("1", "?after=0", [2, 3]),
        ("3", "", []),
        ("nonsense", "?after=1", [2, 3]),
        ("9" * 30, "?after=1", [2, 3]),
        ("９", "", [1, 2, 3]),
    ],
)
async def test_goes_on_where_it_stopped(
    gateway: FakeGateway, last: str | None, query: str, expected: list[int]
) -> None:
    for text in "abc":
        gateway.say(text)
    headers = {} if last is None else {"Last-Event-ID": last.encode()}
    response = await read_all(gateway, headers, query)
    assert [int(line[4:]) for line in response.text.splitlines() if line.startswith("id: ")] == expected


async def test_words_on_the_stream_are_not_logged(
    gateway: FakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.say("秘密")
    await read_all(gateway)
    assert "秘密" not in caplog.text
    assert "\\xe7\\xa7\\x98" not in caplog.text


async def test_the_oldest_stream_of_a_link_gives_way() -> None:
    streams = Streams(2)
    with streams.one("a") as first, streams.one("a") as second, streams.one("b") as other:
        with streams.one("a") as third:
            assert first.is_set()
            assert not second.is_set()
            assert not third.is_set()
            assert not other.is_set()
        assert streams.count("a") == 1
    assert streams.count("a") == streams.count("b") == 0


async def test_a_stream_that_gave_way_takes_no_place_with_it() -> None:
    streams = Streams(1)
    first = streams.one("a")
    first.__enter__()
    second = streams.one("a")
    second.__enter__()
    second.__exit__(None, None, None)
    with streams.one("a"):
        first.__exit__(None, None, None)
        assert streams.count("a") == 1
