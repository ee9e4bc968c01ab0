"""Pull what customers sent, page by page, after a wake-up, at start, and now and then in case a wake-up was lost.

The cursor is kept only after its whole page is safe, so a crash repeats a page and loses none; repeated items are known
by their ids. With no cursor at all the platform returns three days: what is older than our first start is history.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

import structlog

from channels.errors import SendError, TemporaryFailure, Unavailable
from channels.platform import PlatformGateway
from channels.wecom import errcodes
from channels.wecom.kf.api import KfApi, Page
from channels.wecom.kf.inbox import KfInbox
from channels.wecom.kf.parse import NAME, Item, parse

log = structlog.get_logger(__name__)

TOKEN_LIFE: Final = 600.0
"""Seconds a wake-up's token is good for."""
ABREAST: Final = 8
"""How many people's items of one page are stored at the same time."""
POLL: Final = 300.0
LONGEST_PAUSE: Final = 60.0
MOST_IDLE_PAGES: Final = 20
"""Empty pages with more to come are normal, but not for ever under the same cursor."""


class KfPuller:
    """Keeps one account's messages coming. One `run` a process; several processes do no harm."""

    def __init__(
        self,
        gateway: PlatformGateway,
        api: KfApi,
        inbox: KfInbox,
        now: Callable[[], datetime],
        poll_seconds: float = POLL,
    ) -> None:
        self._gateway = gateway
        self._api = api
        self._inbox = inbox
        self._now = now
        self._poll = poll_seconds
        self._news = asyncio.Event()
        self._lock = asyncio.Lock()
        self._token_told = ""
        self._noting: asyncio.Task[None] | None = None
        self._next_note: asyncio.Task[None] | None = None

    async def wake(self, token: str) -> None:
        """There is news. Kept before we return, so that any process can fetch it. Raises `Unavailable`.

        Calls that come while one is being kept share the next: the newest news is news enough for all of them.
        """
        self._token_told = token
        waiting = self._next_note
        if waiting is None:
            waiting = self._next_note = asyncio.create_task(self._note(self._noting))
        await asyncio.shield(waiting)
        self._news.set()

    async def _note(self, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait({before})
        self._noting, self._next_note = self._next_note, None
        await self._remember("wake", f"{self._now().timestamp():.0f} {self._token_told}")

    async def run(self) -> None:
        """Pull for ever; cancel to stop. Failures are retried with growing pauses."""
        failures = 0
        while True:
            self._news.clear()
            try:
                await self.pull()
            except (SendError, Unavailable) as error:
                failures += 1
                pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8))
                if isinstance(error, SendError) and error.retry_after is not None:
                    pause = error.retry_after
                log.warning("wecom.kf.pull_failed", code=str(error), seconds=pause)
                await asyncio.sleep(pause)
            else:
                failures = 0
                await self._wait()

    async def pull(self) -> int:
        """Everything there is now; how many items. Raises `Unavailable` or a SendError; what was safe stays safe."""
        async with self._lock:
            since = await self._first_start()
            cursor, count, idle = await self._recall("cursor") or "", 0, 0
            while idle < MOST_IDLE_PAGES:
                page = await self._page(cursor)
                items = [parse(given, self._api.open_kfid) for given in page.items]
                await self._store(items, since)
                count += len(items)
                idle = 0 if items or page.cursor != cursor else idle + 1
                if page.cursor and page.cursor != cursor:
                    await self._remember("cursor", page.cursor)
                    cursor = page.cursor
                if not page.more:
                    return count
            raise TemporaryFailure("cursor_stands_still")

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._news.wait()
        except TimeoutError:
            return

    async def _page(self, cursor: str) -> Page:
        token = await self._token()
        try:
            return await self._api.sync(cursor, token)
        except SendError as error:
            if not token or error.code != f"errcode_{errcodes.BAD_SYNC_TOKEN}":
                raise
        return await self._api.sync(cursor, "")

    async def _token(self) -> str:
        at, _, token = (await self._recall("wake") or "").partition(" ")
        return token if at and self._now().timestamp() - float(at) < TOKEN_LIFE else ""

    async def _store(self, items: Iterable[Item], since: datetime) -> None:
        """Different people abreast, each person's items in order."""
        gate = asyncio.Semaphore(ABREAST)

        async def one_person(theirs: list[Item]) -> None:
            async with gate:
                for item in theirs:
                    await self._inbox.take(item, since)

        people = groupby(sorted(items, key=_person), key=_person)
        done = await asyncio.gather(
            *(one_person(list(theirs)) for _, theirs in people), return_exceptions=True
        )
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed

    async def _first_start(self) -> datetime:
        kept = await self._recall("since")
        if kept is None:
            kept = f"{self._now().timestamp():.0f}"
            await self._remember("since", kept)
        return datetime.fromtimestamp(int(kept), UTC)

    async def _recall(self, name: str) -> str | None:
        return await self._gateway.recall(NAME, self._api.open_kfid, name)

    async def _remember(self, name: str, value: str) -> None:
        await self._gateway.remember(NAME, self._api.open_kfid, name, value)


def _person(item: Item) -> str:
    return item.address
