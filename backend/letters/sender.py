"""From an outbox row to a letter: rendered at the last moment, in the reader's language, to where they can be reached now.

No word of it is kept, nor, once it is sent, the link in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.lines import Line
from backend.content.render import render
from backend.content.shelf import Shelf
from backend.content.text import LANGUAGES, Language
from backend.letters.ports import Carrier, Letter
from backend.letters.post import Way
from backend.store.states import InterviewState, Stage
from backend.store.tables import Address, Application, Candidate, Conversation, Interview, Outbox
from backend.store.unit_of_work import Database
from channels.contract import Idempotency, SendResult
from channels.errors import Misconfigured, Overtaken, Unreachable

GONE: Final = (Stage.ERASED, Stage.WITHDRAWN)
UNDER_WAY: Final = (Stage.INVITED, Stage.INTERVIEWING)


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for, and where they stand."""

    application: Application
    candidate: Candidate
    reminders_stopped: bool
    state: str | None
    language: str
    heard_at: datetime | None


class LetterSender:
    """Sends the rows of destinations `sms:<application id>` and `email:<application id>`."""

    def __init__(
        self, database: Database, shelf: Shelf, carriers: Mapping[Way, Carrier], *, public_url: str
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._carriers = carriers
        self._public_url = public_url.rstrip("/")

    async def take_turn(self, row: Outbox) -> None:
        """At once: a gateway or mail server says itself when it is too much."""

    async def is_repeatable(self, row: Outbox) -> bool:
        """Whether the carrier honours our key."""
        carrier = self._carriers.get(_way(row))
        return carrier is not None and carrier.idempotency is Idempotency.KEY

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one letter. Raises a `channels.errors.SendError`; Overtaken when nobody wants it any more."""
        carrier = self._carriers.get(_way(row))
        if carrier is None:
            raise Misconfigured("way_switched_off")
        async with self._database.reading() as session:
            reader = await _reader(session, UUID(row.destination.partition(":")[2]))
        _check_wanted(row, reader)
        if not row.payload["token"]:
            return SendResult()  # it had gone out when we died
        result = await carrier.send(self._letter(row, reader))
        await self._forget_link(row)
        return result

    def _letter(self, row: Outbox, reader: Reader) -> Letter:
        to = reader.candidate.phone if _way(row) is Way.SMS else reader.candidate.email
        if not to:
            raise Unreachable("no_address")
        link = f"{self._public_url}/i/{row.payload['token']}"
        return Letter(
            row.key, to, self._say(row, "subject", reader, link), self._say(row, "text", reader, link)
        )

    def _say(self, row: Outbox, what: str, reader: Reader, link: str) -> str:
        """In today's words: a letter is no part of the interview that is pinned to older ones."""
        shelf, told = self._shelf, reader.application
        form = shelf.form(shelf.version, shelf.current, told.position_id, told.site_id)
        line = Line(str(row.payload[what]), {**row.payload["params"], "link": link})
        return render([line], _language(reader.language), shelf.current, form)

    async def _forget_link(self, row: Outbox) -> None:
        row.payload = {**row.payload, "token": ""}
        async with self._database.unit_of_work() as session:
            await session.exec(update(Outbox).where(col(Outbox.id) == row.id).values(payload=row.payload))


def _check_wanted(row: Outbox, reader: Reader) -> None:
    stage = reader.application.stage
    if stage in GONE:
        raise Overtaken("gone")
    if (since := row.payload["since"]) is None:
        return
    going_on = stage in UNDER_WAY and reader.state in (None, InterviewState.OPEN)
    if reader.reminders_stopped or not going_on:
        raise Overtaken("not_wanted")
    if reader.heard_at is not None and reader.heard_at > datetime.fromisoformat(since):
        raise Overtaken("answered")


async def _reader(session: AsyncSession, application_id: UUID) -> Reader:
    heard = select(func.max(col(Address.heard_at))).where(
        col(Address.conversation_id) == col(Conversation.id)
    )
    found = (
        select(  # type: ignore[call-overload]  # sqlmodel types at most four columns
            Application,
            Candidate,
            func.coalesce(Conversation.reminders_stopped, False),
            Interview.state,
            func.coalesce(Interview.language, Candidate.language),
            heard.correlate(Conversation).scalar_subquery(),
        )
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .outerjoin(Conversation, col(Conversation.application_id) == col(Application.id))
        .outerjoin(Interview, col(Interview.conversation_id) == col(Conversation.id))
        .where(col(Application.id) == application_id)
    )
    row = (await session.exec(found)).one_or_none()
    if row is None:
        raise Overtaken("gone")
    return Reader(*row)


def _way(row: Outbox) -> Way:
    return Way(row.destination.partition(":")[0])


def _language(name: str) -> Language:
    return next((language for language in LANGUAGES if language == name), LANGUAGES[0])
