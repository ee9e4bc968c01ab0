"""How many event streams one link may hold open."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Streams:
    """Open streams per conversation, in this process.

    When there is one too many the oldest is closed, not the newest refused: on a phone that moves between
    networks the oldest is nearly always a dead socket nobody has noticed yet.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: dict[str, deque[asyncio.Event]] = {}

    @contextmanager
    def one(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """Hold one place; the event is set when this stream should end."""
        mine = asyncio.Event()
        places = self._open.setdefault(conversation_id, deque())
        if len(places) >= self._limit:
            places.popleft().set()
        places.append(mine)
        try:
            yield mine
        finally:
            if mine in places:
                places.remove(mine)
            if not places and self._open.get(conversation_id) is places:
                del self._open[conversation_id]

    def count(self, conversation_id: str) -> int:
        """How many are open now."""
        return len(self._open.get(conversation_id, ()))
