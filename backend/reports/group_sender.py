"""From an outbox row to a card in HR's group: rendered at the last moment, from what is stored.

The words of a card are not kept in the row: they would outlive an erasure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.content.shelf import Shelf
from backend.content.text import Language
from backend.outbox.deliver import Digest
from backend.outbox.pace import Pace
from backend.recruiting.buttons import DECIDE, Button, Buttons
from backend.recruiting.by_button import decisions_of, offered
from backend.recruiting.group_news import CARD, DECIDED, card_key
from backend.reports.card import Decided, Subject, assemble, card, line, news
from backend.reports.content import ReportContent
from backend.reports.wording import ReportWords
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Decision, Interview, Outbox, Report, User
from backend.store.unit_of_work import Database
from channels.contract import Card, CardButton, EditableGroup, Entry, GroupSender, Idempotency, SendResult
from channels.errors import Misconfigured, Rejected, SendError, Unreachable

NOTICES: Final[Mapping[str, str]] = {
    "declined": "card.human.declined",
    "appeal": "card.appeal",
    "question": "card.question",
    "faq_unknown": "card.question",
    "knockout_failed": "card.knockout",
    "knockout_unclear": "card.knockout",
    "knockout_skipped": "card.knockout",
    "export": "card.export",
    "link": "card.link",
}
"""What a request for a person is called on the card, by the first word of its reason; else `card.human`."""


DIGEST_BYTES: Final = 3400
"""Of 4096 that the narrowest platform takes, title and link apart."""
MARKUP_BYTES: Final = 16


@dataclass(frozen=True)
class Known:
    """Whom the row is about."""

    application: Application
    subject: Subject


class GroupCardSender:
    """Sends the rows of destination `group:<name>`: the card of a report, what became of it, or a short notice."""

    most_single = 9
    """More than this would take a group longer than half a minute."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        groups: Mapping[str, GroupSender],
        buttons: Buttons,
        pace: Pace,
        *,
        public_url: str,
        language: Language,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._groups = groups
        self._buttons = buttons
        self._pace = pace
        self._public_url = public_url.rstrip("/")
        self._language: Language = language

    async def take_turn(self, row: Outbox) -> None:
        """Count the message on its group."""
        name = row.destination.partition(":")[2]
        if (group := self._groups.get(name)) is not None:
            await self._pace.take({row.destination: group.pace})

    async def is_repeatable(self, row: Outbox) -> bool:
        """Whether the group's platform honours our key. A change of a posted card is no second card either."""
        group = self._groups.get(row.destination.partition(":")[2])
        if group is None:
            return False
        changes = row.payload["type"] == DECIDED and isinstance(group, EditableGroup)
        return changes or group.idempotency is Idempotency.KEY

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`; Rejected when its subject has been erased."""
        name = row.destination.partition(":")[2]
        group = self._groups.get(name)
        if group is None:
            raise Misconfigured("no_such_group")
        if row.payload["type"] == DECIDED:
            return await self._decided(row, name, group)
        async with self._database.unit_of_work() as session:
            made = await self._card(session, row)
        return await group.post(made)

    async def digest(self, rows: Sequence[Outbox]) -> Digest:
        """As many rows as one message holds, a line each; the erased are left out."""
        told: list[Outbox] = []
        entries: list[Entry] = []
        gone: list[tuple[Outbox, SendError]] = []
        size = 0
        for row in rows:
            try:
                async with self._database.unit_of_work() as session:
                    entry = await self._entry(session, row)
            except Rejected as error:
                gone.append((row, error))
                continue
            size += len(entry.text.encode()) + len(entry.url) + MARKUP_BYTES
            if told and size > DIGEST_BYTES:
                break
            told.append(row)
            entries.append(entry)
        return Digest(self._digest_card(told, entries), tuple(told), tuple(gone))

    async def send_digest(self, destination: str, digest: Digest) -> None:
        """Post it. Raises a `channels.errors.SendError`."""
        group = self._groups.get(destination.partition(":")[2])
        if group is None:
            raise Misconfigured("no_such_group")
        await group.post(digest.card)

    async def _entry(self, session: AsyncSession, row: Outbox) -> Entry:
        if row.payload["type"] == CARD:
            built, known, words = await self._told(session, UUID(row.payload["report_id"]))
            return Entry(line(built, known.subject, words), known.subject.link)
        if row.payload["type"] == DECIDED:
            made = await self._news(session, row, UUID(row.payload["report_id"]))
        else:
            made = await self._card(session, row)
        return Entry(made.title, made.link_url)

    def _digest_card(self, rows: Sequence[Outbox], entries: Sequence[Entry]) -> Card:
        spoken = self._shelf.current.locales[self._language]
        title = spoken["card.digest"].replace("{count}", str(len(entries)))
        link, text = f"{self._public_url}/console/", spoken["card.list"]
        plain = "\n".join([title, *(f"{one.text} {one.url}" for one in entries)])
        return Card(_id(rows[0]) if rows else 0, title, (), text, link, plain, entries=tuple(entries))

    async def _decided(self, row: Outbox, name: str, group: GroupSender) -> SendResult:
        """Change the card where that can be done; else say it below."""
        report_id = UUID(row.payload["report_id"])
        async with self._database.unit_of_work() as session:
            card_row = (
                await session.exec(select(Outbox).where(Outbox.key == card_key(report_id, name)))
            ).one()
            changed = await self._report_card(session, _id(card_row), report_id)
            said = await self._news(session, row, report_id)
        if isinstance(group, EditableGroup) and card_row.platform_id:
            try:
                await group.edit(card_row.platform_id, changed)
            except (Rejected, Unreachable):
                return await group.post(said)
            return SendResult(card_row.platform_id)
        return await group.post(said)

    async def _card(self, session: AsyncSession, row: Outbox) -> Card:
        if row.payload["type"] == CARD:
            return await self._report_card(session, _id(row), UUID(row.payload["report_id"]))
        return await self._notice(
            session, _id(row), UUID(row.payload["application_id"]), str(row.payload["reason"])
        )

    async def _report_card(self, session: AsyncSession, row_id: int, report_id: UUID) -> Card:
        built, known, words = await self._told(session, report_id)
        decisions = await decisions_of(session, known.application.id)
        decided = [await _named(session, one) for one in decisions]
        made = card(row_id, built, known.subject, words, decided)
        kinds = offered(known.application.stage)
        buttons = tuple(self._button(Button(row_id, kind, len(decisions)), words) for kind in kinds)
        return replace(made, buttons=buttons, revision=len(decisions))

    def _button(self, button: Button, words: ReportWords) -> CardButton:
        value = self._buttons.write(button)
        return CardButton(words.say(f"card.{button.kind}"), value, f"{self._public_url}{DECIDE}/{value}")

    async def _news(self, session: AsyncSession, row: Outbox, report_id: UUID) -> Card:
        _, known, words = await self._told(session, report_id)
        made = await session.get_one(Decision, UUID(row.payload["decision_id"]))
        return news(_id(row), await _named(session, made), known.subject, words)

    async def _told(
        self, session: AsyncSession, report_id: UUID
    ) -> tuple[ReportContent, "Known", ReportWords]:
        report = await session.get(Report, report_id)
        if report is None:
            raise Rejected("report_gone")
        built = ReportContent.model_validate(report.content)
        known = await self._known(session, built.application_id)
        content = await self._shelf.get(session, built.content_version)
        form = content.form(built.position_id, built.site_id)
        return built, known, ReportWords(content, form, self._language, self._shelf.current)

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


async def _named(session: AsyncSession, made: Decision) -> Decided:
    return Decided(made.kind, (await session.get_one(User, made.user_id)).name)


def _id(row: Outbox) -> int:
    if row.id is None:
        raise ValueError("a row that is sent has an id")
    return row.id
