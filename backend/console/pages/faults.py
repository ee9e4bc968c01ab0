"""What did not get through, and a button to try again."""

from fastapi import Request
from nicegui import ui

from backend.console import faults, names
from backend.console.deps import BASE
from backend.console.faults import Fault
from backend.console.pages.frame import attempt
from backend.console.pages.parts import chip, link, tag, text
from backend.console.visit import Visit
from backend.recruiting.rights import Right, may
from backend.store.states import SendStatus


async def build(visit: Visit, request: Request) -> None:
    """The list, newest first."""
    with tag("div", "head"):
        text(visit.words("faults.title"), "h1")
    text(visit.words("faults.means"), "p", "quiet")
    await Board(visit).refresh()


class Board:
    """The open list."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.body = tag("div", "faults")

    async def refresh(self) -> None:
        """Ask the record and show what it says."""
        async with self.visit.work() as (session, user):
            found = await faults.find(session, user)
        self.body.clear()
        with self.body:
            for fault in found:
                self._show(fault)
            if not found:
                with tag("section", "empty"):
                    text(self.visit.words("faults.none"))

    def _show(self, fault: Fault) -> None:
        words = self.visit.words
        with tag("article", "panel fault"):
            with tag("div"):
                with tag("div", "chips"):
                    text(words.known(f"faults.{fault.what}", fault.what), "strong")
                    chip(words.known(f"send.{fault.status}", words("faults.dead")), "needs")
                who = fault.name or words("application.nameless")
                if fault.application_id:
                    link(who, f"{BASE}/applications/{fault.application_id}")
                else:
                    text(who, "span")
                details = words(
                    "faults.details",
                    at=names.moment(fault.at),
                    attempts=fault.attempts,
                    code=fault.code or "—",
                )
                text(details, "p", "quiet small")
                if fault.status == SendStatus.UNKNOWN:
                    text(words("faults.unknown_means"), "p", "small because")
            if may(self.visit.user, Right.REPLAY, fault.site_id):
                again = text(words("faults.again"), "button", "button").props('type="button" data-again')
                again.on("click", lambda: self._again(fault))

    async def _again(self, fault: Fault) -> None:
        async def act() -> None:
            async with self.visit.work() as (session, user):
                await faults.replay(session, user, self.visit.deps.replay, fault.id)

        if await attempt(self.visit, act):
            ui.notify(self.visit.words("faults.queued"), type="positive")
        await attempt(self.visit, self.refresh)
