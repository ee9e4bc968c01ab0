"""A desk that notes what it is brought: what `channels.desk.Desk` needs, in memory."""

from dataclasses import dataclass, field

from channels.desk import Person, Tap, Told
from channels.errors import Unavailable


@dataclass
class HRDesk:
    """Says the same to everybody; `away` is a database that cannot be reached."""

    told: Told = field(default_factory=lambda: Told("记下了", done=True))
    away: bool = False
    taps: list[Tap] = field(default_factory=list)
    codes: list[tuple[Person, str]] = field(default_factory=list)

    async def tapped(self, tap: Tap) -> Told:
        """Note a tap."""
        if self.away:
            raise Unavailable
        self.taps.append(tap)
        return self.told

    async def introduced(self, person: Person, code: str) -> Told:
        """Note a code."""
        if self.away:
            raise Unavailable
        self.codes.append((person, code))
        return self.told
