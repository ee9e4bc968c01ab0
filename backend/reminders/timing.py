"""When a reminder may go out. Pure: moments in, moments out, all aware."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody is woken, on the clock of one time zone. They may lie around midnight."""

    begins: time
    ends: time
    zone: ZoneInfo

    def covers(self, moment: datetime) -> bool:
        """Whether it is quiet then; the end is not."""
        local = moment.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends

    def over(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into.

        >>> from datetime import UTC
        >>> night = Quiet(time(21), time(8, 30), ZoneInfo("Asia/Shanghai"))
        >>> night.over(datetime(2026, 11, 22, 15, tzinfo=UTC)).isoformat()
        '2026-11-23T00:30:00+00:00'
        """
        if not self.covers(moment):
            return moment
        local = moment.astimezone(self.zone)
        later = self.begins > self.ends and local.time() >= self.begins
        return self._at(local + timedelta(days=later), self.ends).astimezone(moment.tzinfo)

    def before(self, moment: datetime) -> datetime:
        """The moment itself, or a quarter of an hour before the quiet hours it falls into."""
        if not self.covers(moment):
            return moment
        local = moment.astimezone(self.zone)
        earlier = self.begins > self.ends and local.time() < self.ends
        begins = self._at(local - timedelta(days=earlier), self.begins)
        return (begins - timedelta(minutes=15)).astimezone(moment.tzinfo)

    def _at(self, day: datetime, clock: time) -> datetime:
        return datetime.combine(day.date(), clock, tzinfo=self.zone)


def due(wanted: datetime, quiet: Quiet, closes: datetime | None = None) -> datetime:
    """When to say what was `wanted` then: not in quiet hours, and if it can be before `closes`.

    What the morning would bring too late is said the evening before.
    """
    morning = quiet.over(wanted)
    if closes is None or morning <= closes or wanted > closes:
        return morning
    return quiet.before(min(wanted, closes))
