"""One application: the report beside the conversation it rests on, its history, and the decision."""

from typing import Final
from uuid import UUID

from fastapi import Request
from nicegui import ui

from backend.console import dossier, names
from backend.console.deps import BASE
from backend.console.dossier import Dossier
from backend.console.pages import conversation, deciding, history, inviting, scores
from backend.console.pages.frame import attempt
from backend.console.pages.parts import chip, link, tag, text
from backend.console.spoken import Spoken
from backend.console.visit import Visit
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Right, may
from backend.store.states import Stage

FRESH: Final = 5.0
"""Seconds between two looks at the record."""
ENDED: Final = frozenset({Stage.WITHDRAWN, Stage.HIRED, Stage.REJECTED, Stage.ERASED})


async def build(visit: Visit, request: Request) -> None:
    """Show the application that the address names. Raises NotFound."""
    try:
        application_id = UUID(request.path_params["application_id"])
    except ValueError:
        raise NotFound("application") from None
    sheet = Sheet(visit, application_id)
    await sheet.show()


class Sheet:
    """One open application."""

    def __init__(self, visit: Visit, application_id: UUID) -> None:
        self.visit, self.application_id = visit, application_id
        self.shown: tuple[object, ...] = ()

    async def show(self) -> None:
        """Build the page and keep it fresh."""
        link(self.visit.words("application.back"), f"{BASE}/", "back screen-only")
        self.body = tag("div", "sheet")
        await self.refresh()
        ui.timer(FRESH, self._look_again)

    async def refresh(self) -> None:
        """Ask the record, and rebuild only when something has happened."""
        async with self.visit.work() as (session, user):
            found = await dossier.read(session, self.visit.deps.shelf, user, self.application_id)
            self.user = user
        if found.state() != self.shown:
            self.shown = found.state()
            self.body.clear()
            with self.body:
                self._fill(found)

    async def _look_again(self) -> None:
        await attempt(self.visit, self.refresh)

    def _fill(self, found: Dossier) -> None:
        words = self.visit.words
        self._head(found)
        with tag("div", "columns"):
            with tag("div", "left"):
                if found.report:
                    scores.show(Spoken(words, found.content, found.form), found.report)
                else:
                    text(words("application.no_report"), "section", "panel quiet")
                history.show(words, found, self.visit.deps.clock)
            with tag("aside", "panel talk").props('id="talk"'):
                text(words("transcript.title"), "h2")
                if found.messages:
                    conversation.show(words, found.messages, found.report.quotes() if found.report else ())
                else:
                    text(words("transcript.empty"), "p", "quiet")

    def _head(self, found: Dossier) -> None:
        words, application = self.visit.words, found.application
        with tag("div", "head"):
            with tag("div", "person"):
                text(found.candidate.name or words("application.nameless"), "h1")
                with tag("div", "chips"):
                    chip(names.stage(words, application.stage), "stage")
                    if application.needs_human:
                        chip(names.needs_human(words, application.needs_human), "needs")
            self._actions(found)
        with tag("dl", "facts"):
            for key, value in self._facts(found):
                if value:
                    with tag("div"):
                        text(words(key), "dt", "quiet small")
                        text(value, "dd")

    def _actions(self, found: Dossier) -> None:
        application = found.application
        with tag("div", "actions screen-only"):
            if may(self.user, Right.DECIDE, application.site_id):
                deciding.buttons(
                    self.visit, application.id, application.stage, found.candidate.name, self.refresh
                )
                if application.needs_human:
                    deciding.settle_button(self.visit, application.id, self.refresh)
            if may(self.user, Right.INVITE, application.site_id) and application.stage not in ENDED:
                inviting.button(self.visit, application.id, self.refresh)
            text(self.visit.words("print"), "button", "button").props('type="button" data-print')

    def _facts(self, found: Dossier) -> tuple[tuple[str, str], ...]:
        words, content, application = self.visit.words, self.visit.deps.content, found.application
        interview = found.interview
        return (
            ("list.position", names.position(content, words, application.position_id)),
            ("list.site", names.site(content, words, application.site_id)),
            ("application.phone", self._phone(found)),
            (
                "application.language",
                words.known(f"spoken.{found.candidate.language}", found.candidate.language),
            ),
            (
                "application.channel",
                ", ".join(words.known(f"channel.{name}", name) for name in found.channels),
            ),
            ("application.source", f"{application.source} · {application.external_id}"),
            ("application.applied", names.moment(application.created_at)),
            ("application.started", names.moment(interview.started_at) if interview else ""),
            ("application.finished", names.moment(interview.finished_at) if interview else ""),
        )

    def _phone(self, found: Dossier) -> str:
        """Whole for those who may call; its end for those who only read."""
        phone = found.candidate.phone or ""
        return (
            phone
            if may(self.user, Right.DECIDE, found.application.site_id) or not phone
            else f"…{phone[-4:]}"
        )
