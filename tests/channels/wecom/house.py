"""The shared house of the platform tests, which here may also lose its database midway."""

from dataclasses import dataclass

from channels.contract import Accepted, InboundEvent
from tests.fakes.platform_house import PlatformHouse

TOKEN = "tok_abcdefghijklmnopqrstuvwxyz01"


@dataclass
class House(PlatformHouse):
    die_after: int | None = None
    """How many new events are stored before the database goes away."""

    async def accept(self, event: InboundEvent) -> Accepted:
        before = len(self.events)
        accepted = await super().accept(event)
        if self.die_after is not None and len(self.events) > before:
            self._count_down()
        return accepted

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if event.text]

    def _count_down(self) -> None:
        if self.die_after == 0:
            self.events.pop()
            self.away = True
            self._present()
        self.die_after = (self.die_after or 0) - 1
