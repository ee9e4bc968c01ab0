"""Silence of a whole bot: a 429 is about the bot, not about the chat that happened to meet it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from channels.errors import Throttled, Unavailable
from channels.telegram.updates import NAME

PAUSED_UNTIL: Final = "paused_until"


class Memory(Protocol):
    """Small facts that all processes share; `channels.platform.PlatformGateway` is one."""

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a fact."""
        ...

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        ...


class OwnMemory:
    """Facts of one process, where nothing else sends as this bot."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, str, str], str] = {}

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a fact."""
        self._facts[channel, account, name] = value

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        return self._facts.get((channel, account, name))


class Pause:
    """When this bot may speak again; `now` is in seconds since 1970. Without the shared memory each process has its own."""

    def __init__(self, memory: Memory, account: str, now: Callable[[], float]) -> None:
        self._memory = memory
        self._account = account
        self._now = now
        self._own_until = 0.0

    async def begin(self, seconds: float) -> None:
        """Be silent from now on for so long, but never shorter than was said before."""
        self._own_until = max(self._now() + seconds, await self._until())
        with suppress(Unavailable):
            await self._memory.remember(NAME, self._account, PAUSED_UNTIL, repr(self._own_until))

    async def respect(self) -> None:
        """Raises `Throttled` while the bot must be silent."""
        left = await self._until() - self._now()
        if left > 0:
            raise Throttled("paused", retry_after=left)

    async def _until(self) -> float:
        try:
            kept = await self._memory.recall(NAME, self._account, PAUSED_UNTIL)
        except Unavailable:
            kept = None
        return max(self._own_until, float(kept) if kept else 0.0)
