"""The shared house of the platform tests, which here may also answer at once, or lose its database midway."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from channels.contract import Accepted, InboundEvent
from tests.fakes.platform_house import PlatformHouse

TOKEN = "tok_abcdefghijklmnopqrstuvwxyz01"
Reply = Callable[[InboundEvent], Awaitable[None]]


@dataclass
class House(PlatformHouse):
    reply: Reply | None = None
    die_after: int | None = None
    """Counts new events down; at 0 the database goes away."""

    async def accept(self, event: InboundEvent) -> Accepted:
        before = len(self.events)
        accepted = await super().accept(event)
        if len(self.events) > before:
            self._count_down()
            if self.reply:
                await self.reply(event)
        return accepted

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if event.text]

    def _count_down(self) -> None:
        if self.die_after == 0:
            self.events.pop()
            self.away = True
            self._present()
        elif self.die_after is not None:
            self.die_after -= 1
