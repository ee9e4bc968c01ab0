"""Tell whoever watches a conversation that something in it has changed, in this process or another.

PostgreSQL's NOTIFY carries only the conversation's id; it is sent with the commit, never without it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import structlog

from backend.store.ordering import BELL

log = structlog.get_logger(__name__)

LONGEST_SILENCE = 15.0  # seconds; a watcher looks again by itself after that


class Bell:
    """Listens on one connection for all watchers of this process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def listen(self) -> None:
        """Pass notifications on until cancelled; connect again whenever the database has been away."""
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError):
                log.info("bell.interrupted")
            self._wake_all()
            await asyncio.sleep(0.5)

    async def changes(self, conversation_id: str) -> AsyncIterator[None]:
        """Yield at once, then whenever the conversation may have changed, at the latest every 15 s."""
        with self._watch(conversation_id) as changed:
            while True:
                changed.clear()
                yield
                try:
                    await asyncio.wait_for(changed.wait(), LONGEST_SILENCE)
                except TimeoutError:
                    continue

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {BELL}")
            self._wake_all()
            async for notice in connection.notifies():
                for changed in self._watchers.get(notice.payload, ()):
                    changed.set()

    @contextmanager
    def _watch(self, conversation_id: str) -> Iterator[asyncio.Event]:
        changed = asyncio.Event()
        self._watchers[conversation_id].add(changed)
        try:
            yield changed
        finally:
            self._watchers[conversation_id].discard(changed)
            if not self._watchers[conversation_id]:
                del self._watchers[conversation_id]

    def _wake_all(self) -> None:
        for watchers in self._watchers.values():
            for changed in watchers:
                changed.set()
