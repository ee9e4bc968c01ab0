"""From an outbox row to a card in HR's group: rendered at the last moment, from what is stored.

The words of a card are not kept in the row: they would outlive an erasure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.shelf import Shelf
from backend.content.text import Language
from backend.reports.card import Subject, assemble, card
from backend.reports.content import ReportContent
from backend.reports.wording import ReportWords
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Interview, Outbox, Report
from backend.store.unit_of_work import Database
from channels.contract import Card, GroupSender, Idempotency, SendResult
from channels.errors import Misconfigured, Rejected

NOTICES: Final[Mapping[str, str]] = {
    "declined": "card.human.declined",
    "appeal": "card.appeal",
    "question": "card.question",
    "faq_unknown": "card.question",
    "knockout_failed": "card.knockout",
    "knockout_unclear": "card.knockout",
    "knockout_skipped": "card.knockout",
    "export": "card.export",
}
"""What a request for a person is called on the card, by the first word of its reason; else `card.human`."""


@dataclass(frozen=True)
class Known:
    """Whom the row is about."""

    application: Application
    subject: Subject


class GroupCardSender:
    """Sends the rows of destination `group:<name>`: the card of a report, or a short notice."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        groups: Mapping[str, GroupSender],
        *,
        public_url: str,
        language: Language,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._groups = groups
        self._public_url = public_url.rstrip("/")
        self._language: Language = language

    async def is_repeatable(self, row: Outbox) -> bool:
        """Whether the group's platform honours our key."""
        group = self._groups.get(row.destination.partition(":")[2])
        return group is not None and group.idempotency is Idempotency.KEY

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`; Rejected when its subject has been erased."""
        name = row.destination.partition(":")[2]
        group = self._groups.get(name)
        if group is None:
            raise Misconfigured("no_such_group")
        async with self._database.unit_of_work() as session:
            made = await self._card(session, row)
        return await group.post(made)

    async def _card(self, session: AsyncSession, row: Outbox) -> Card:
        if row.id is None:
            raise ValueError("a row that is sent has an id")
        if row.payload["type"] == "card":
            return await self._report_card(session, row.id, UUID(row.payload["report_id"]))
        return await self._notice(
            session, row.id, UUID(row.payload["application_id"]), str(row.payload["reason"])
        )

    async def _report_card(self, session: AsyncSession, row_id: int, report_id: UUID) -> Card:
        report = await session.get(Report, report_id)
        if report is None:
            raise Rejected("report_gone")
        built = ReportContent.model_validate(report.content)
        known = await self._known(session, built.application_id)
        content = await self._shelf.get(session, built.content_version)
        form = content.form(built.position_id, built.site_id)
        words = ReportWords(content, form, self._language, self._shelf.current)
        return card(row_id, built, known.subject, words)

    async def _notice(self, session: AsyncSession, row_id: int, application_id: UUID, reason: str) -> Card:
        known = await self._known(session, application_id)
        version = await self._version(session, application_id)
        content = await self._shelf.get(session, version) if version else self._shelf.current
        form = content.form(known.application.position_id, known.application.site_id)
        words = ReportWords(content, form, self._language, self._shelf.current)
        key = NOTICES.get(reason.partition(":")[0], "card.human")
        title = words.say(key, name=known.subject.name)
        return assemble(row_id, title, (), words.say("card.open"), known.subject.link)

    async def _known(self, session: AsyncSession, application_id: UUID) -> Known:
        application = await session.get(Application, application_id)
        candidate = await session.get(Candidate, application.candidate_id) if application else None
        if application is None or candidate is None or application.stage == Stage.ERASED:
            raise Rejected("application_gone")
        link = f"{self._public_url}/console/applications/{application_id}"
        return Known(application, Subject(candidate.name, link))

    async def _version(self, session: AsyncSession, application_id: UUID) -> str | None:
        pinned = select(Interview.content_version).where(Interview.application_id == application_id)
        return (await session.exec(pinned.order_by(col(Interview.started_at).desc()))).first()
