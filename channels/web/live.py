"""The conversation as a stream of server-sent events: first what was missed, then what happens."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress

from sse_starlette import ServerSentEvent

from channels.contract import Gateway, Shown
from channels.errors import Unavailable
from channels.web.lines import Reader, as_json
from channels.web.settings import WebSettings


async def follow(
    gateway: Gateway, conversation_id: str, after: int, settings: WebSettings, closed: asyncio.Event
) -> AsyncGenerator[ServerSentEvent]:
    """Events until `closed`, the time limit, or the database goes away; the page then connects again.

    We listen before we look, so nothing said in between is missed.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + settings.stream_seconds
    changes = gateway.changes(conversation_id)
    shut = asyncio.create_task(closed.wait())
    changed = asyncio.create_task(_one(changes))
    reader = Reader(gateway, conversation_id, after)
    thinking: bool | None = None
    try:
        while not shut.done() and (left := end - clock()) > 0:
            news = await reader.news()
            for line in news.lines:
                yield message(line)
            if news.thinking is not thinking:
                thinking = news.thinking
                yield ServerSentEvent(as_json({"thinking": thinking}), event="thinking")
            pause = min(settings.refresh_seconds, left)
            await asyncio.wait((changed, shut), timeout=pause, return_when="FIRST_COMPLETED")
            if changed.done():
                if not changed.result():
                    return
                changed = asyncio.create_task(_one(changes))
    except Unavailable:
        return
    finally:
        await _stop(changed, shut)
        if isinstance(changes, AsyncGenerator):
            await changes.aclose()


def message(line: Shown) -> ServerSentEvent:
    """One line. Its id is what a browser sends back as `Last-Event-ID`."""
    return ServerSentEvent(as_json(line), event="message", id=str(line.id))


async def _one(changes: AsyncIterator[None]) -> bool:
    """Wait for one change; False when there will be none any more."""
    async for _ in changes:
        return True
    return False


async def _stop(*tasks: "asyncio.Task[bool]") -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await task
