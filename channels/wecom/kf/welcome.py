"""The welcome code: the only way to speak to a customer who has not written yet. One message, within 20 seconds.

It arrives at the gateway and is spent by the outbox, perhaps in another process, so it is kept in the house.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from channels.platform import PlatformGateway
from channels.wecom.kf.parse import NAME, Entered

LIFE: Final = timedelta(seconds=20)


class Welcomes:
    """Keeps and hands out codes of one account."""

    def __init__(self, gateway: PlatformGateway, open_kfid: str, now: Callable[[], datetime]) -> None:
        self._gateway = gateway
        self._open_kfid = open_kfid
        self._now = now

    async def keep(self, entered: Entered) -> None:
        """Remember the code while it is worth anything."""
        until = entered.at + LIFE
        if entered.welcome_code and self._now() < until:
            await self.give_back(entered.address, f"{until.timestamp():.0f} {entered.welcome_code}")

    async def take(self, address: str) -> str | None:
        """What `give_back` takes, once; None when there is no code or it has expired."""
        kept = await self._gateway.recall(NAME, self._open_kfid, _name(address))
        if not kept:
            return None
        await self._gateway.remember(NAME, self._open_kfid, _name(address), "")
        return kept if self._now().timestamp() < float(kept.partition(" ")[0]) else None

    async def give_back(self, address: str, kept: str) -> None:
        """The code was certainly not spent."""
        await self._gateway.remember(NAME, self._open_kfid, _name(address), kept)


def _name(address: str) -> str:
    return f"welcome:{address}"
