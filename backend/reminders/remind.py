"""The job that looks, every minute, who has fallen silent and whether it is time for a kind word.

Everything follows from what is stored: when a person was last heard from, and how often that silence has been broken by
us. A worker that dies, a clock that jumps or two workers at once change nothing: a reminder is named by its silence and
number, and put once. After a time without workers people get the one reminder that is due, not all they have missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.models import Reminders as Plan
from backend.content.shelf import Shelf
from backend.letters.post import PostOffice
from backend.reminders.place import ChatPlace, chat_place
from backend.reminders.say import Reminder, Speaker
from backend.reminders.silent import BATCH, Silent, silent
from backend.reminders.timing import Quiet, due
from backend.store.queue import Queue
from backend.store.tables import Application, Candidate, Silence
from backend.store.unit_of_work import Database
from channels.contract import Channel

log = structlog.get_logger(__name__)

APART: Final = timedelta(hours=4)
"""Between two reminders, however late the first one was."""


@dataclass(frozen=True)
class Case:
    """One silent person, at a moment."""

    silent: Silent
    application: Application
    candidate: Candidate
    place: ChatPlace
    quiet: Quiet
    reminded: int
    next_at: datetime | None


class Reminders:
    """See the module."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        clock: Clock,
        shelf: Shelf,
        channels: Mapping[str, Channel],
        post: PostOffice,
    ) -> None:
        self._database = database
        self._clock = clock
        self._shelf = shelf
        self._channels = channels
        self._speaker = Speaker(queue, clock, shelf, post)

    async def sweep(self, *, timestamp: int = 0) -> None:
        """Remind whoever is due. `timestamp` is the minute the queue meant; ours is the clock."""
        while await self._some() == BATCH:
            pass

    async def _some(self) -> int:
        now, patience = self._clock.now(), timedelta(hours=self._plan.after_hours[0])
        async with self._database.reading() as session:
            found = await silent(session, now, patience)
        for one in found:
            async with self._database.unit_of_work() as session:
                await self._look(session, await self._case(session, one), now)
        return len(found)

    async def _look(self, session: AsyncSession, case: Case, now: datetime) -> None:
        times = self._times(case)
        if case.reminded >= len(times):
            await self._note(session, case, case.reminded, None)
            return
        next_at = case.next_at or times[case.reminded]
        next_at = max(next_at, case.quiet.over(now)) if next_at <= now else next_at
        if next_at > now:
            await self._note(session, case, case.reminded, next_at)
            return
        number = max(at for at, moment in enumerate(times) if at == case.reminded or moment <= now)
        way = await self._speaker.say(
            session, Reminder(case.application, case.candidate, case.silent, case.place, number), now
        )
        log.info("reminder.due", application_id=str(case.application.id), number=number + 1, way=way)
        following = times[number + 1] if number + 1 < len(times) else None
        apart = max(following, case.quiet.over(now + APART)) if following else None
        await self._note(session, case, number + 1, apart)

    def _times(self, case: Case) -> list[datetime]:
        since, closes = case.silent.since, case.place.closes if case.place.open else None
        return [due(since + timedelta(hours=hours), case.quiet, closes) for hours in self._plan.after_hours]

    @property
    def _plan(self) -> Plan:
        return self._shelf.current.settings.reminders

    async def _case(self, session: AsyncSession, one: Silent) -> Case:
        application = await session.get_one(Application, one.application_id)
        candidate = await session.get_one(Candidate, application.candidate_id)
        known = await session.get(Silence, one.application_id)
        same = known is not None and known.since == one.since
        return Case(
            silent=one,
            application=application,
            candidate=candidate,
            place=await chat_place(session, self._channels, one.conversation_id),
            quiet=self._quiet(application, candidate),
            reminded=known.reminded if known and same else 0,
            next_at=known.next_at if known and same else None,
        )

    def _quiet(self, application: Application, candidate: Candidate) -> Quiet:
        content, plan = self._shelf.current, self._plan
        zone = candidate.timezone or content.sites[application.site_id].timezone
        return Quiet(plan.quiet_from, plan.quiet_until, ZoneInfo(zone))

    async def _note(self, session: AsyncSession, case: Case, reminded: int, next_at: datetime | None) -> None:
        said = {"since": case.silent.since, "reminded": reminded, "next_at": next_at}
        new = insert(Silence).values(application_id=case.application.id, **said)
        await session.exec(new.on_conflict_do_update(index_elements=["application_id"], set_=said))
