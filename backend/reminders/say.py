"""One reminder: in the chat where that is possible, else by letter with a link back, else not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.letters.post import Draft, PostOffice, Way
from backend.recruiting import invitations
from backend.reminders.left import left
from backend.reminders.place import ChatPlace
from backend.reminders.silent import Silent
from backend.store.queue import Queue
from backend.store.states import SendStatus
from backend.store.tables import Application, Candidate, Interview, Outbox
from backend.turns.jobs import DELIVER, REMINDER, conversation_lock

BEGIN, GO_ON = "begin", "go_on"
CHAT = "chat"


@dataclass(frozen=True)
class Reminder:
    """Whom to remind, where, for the how manieth time (from 0)."""

    application: Application
    candidate: Candidate
    silent: Silent
    place: ChatPlace
    number: int

    def key(self, number: int) -> str:
        """The outbox key of one reminder of this silence."""
        return f"{REMINDER}{self.application.id}:{self.silent.since.timestamp():.6f}:{number}"


@dataclass(frozen=True)
class Point:
    """Where the interview stands: whether it has begun, and what a sentence about the rest needs."""

    kind: str
    params: dict[str, str]


class Speaker:
    """Puts reminders into the outbox, in the caller's transaction."""

    def __init__(self, queue: Queue, clock: Clock, shelf: Shelf, post: PostOffice) -> None:
        self._queue = queue
        self._clock = clock
        self._shelf = shelf
        self._post = post

    async def say(self, session: AsyncSession, reminder: Reminder, now: datetime) -> str | None:
        """Say it, and return how; None when this person cannot be reached."""
        point = await self._point(session, reminder)
        conversation_id = reminder.silent.conversation_id
        if conversation_id and reminder.place.can_hear(now) and not await _failed_before(session, reminder):
            await self._in_chat(session, reminder, conversation_id, point)
            return CHAT
        way = self._post.way_to(reminder.candidate)
        if way is not None:
            await self._by_letter(session, reminder, way, point)
        return way

    async def _in_chat(
        self, session: AsyncSession, reminder: Reminder, conversation_id: UUID, point: Point
    ) -> None:
        lock = conversation_lock(conversation_id)
        line = {"key": f"reminder.{point.kind}.{reminder.number + 1}", "params": point.params}
        payload = {
            "type": "say",
            "lines": [line],
            "choices": CHOICES[point.kind],
            "since": reminder.silent.since.isoformat(),
        }
        new = insert(Outbox).values(
            key=reminder.key(reminder.number),
            destination=lock,
            conversation_id=conversation_id,
            payload=payload,
            created_at=self._clock.now(),
        )
        await session.exec(new.on_conflict_do_nothing(index_elements=["key"]))
        await self._queue.put(session, DELIVER, lock=lock, destination=lock)

    async def _by_letter(self, session: AsyncSession, reminder: Reminder, way: Way, point: Point) -> None:
        token = await invitations.remind(session, self._clock, reminder.application, LINK_LIFE)
        draft = Draft(
            key=reminder.key(reminder.number),
            subject="letter.subject.remind",
            text=f"letter.{point.kind}.{reminder.number + 1}",
            token=token,
            params=point.params,
            since=reminder.silent.since,
        )
        await self._post.put(session, way, reminder.application, draft)

    async def _point(self, session: AsyncSession, reminder: Reminder) -> Point:
        told = reminder.application
        interview = (
            await session.exec(select(Interview).filter_by(conversation_id=reminder.silent.conversation_id))
        ).one_or_none()
        if interview is None or interview.stage != "interview":
            return Point(BEGIN, {})
        version = interview.content_version
        content = await self._shelf.get(session, version)
        form = self._shelf.form(version, content, told.position_id, told.site_id)
        return Point(GO_ON, left(form, interview.session["reply"]["step"]).params)


CHOICES = {BEGIN: ["chip.agree", "chip.disagree"], GO_ON: ["chip.resume", "chip.stop"]}
LINK_LIFE = timedelta(days=3)


async def _failed_before(session: AsyncSession, reminder: Reminder) -> bool:
    """Whether the chat has refused the reminder before: blocked, or gone."""
    before = [reminder.key(number) for number in range(reminder.number)]
    refused = select(Outbox.id).where(col(Outbox.key).in_(before), col(Outbox.status) == SendStatus.FAILED)
    return (await session.exec(refused.limit(1))).first() is not None
