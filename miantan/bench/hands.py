"""Several at once, as a program that calls us would."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from backend.recruiting.rights import KEY_RIGHTS, Caller

PROGRAM: Final = Caller("key:bench", KEY_RIGHTS, None)


async def in_order(numbers: Iterable[int], hands: int, work: Callable[[int], Awaitable[None]]) -> None:
    """Each number once, `hands` at a time; the first failure ends all."""
    waiting = iter(numbers)

    async def hand() -> None:
        for number in waiting:
            await work(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(hands):
            group.create_task(hand())
