"""Which messenger accounts speak for whom, and a code to add one's own."""

from uuid import UUID

from fastapi import Request
from nicegui import ui

from backend.console import names
from backend.console.pages.frame import attempt
from backend.console.pages.parts import tag, text
from backend.console.visit import Visit
from backend.recruiting import identities
from backend.recruiting.identities import CODE_LASTS
from backend.store.tables import HRIdentity


async def build(visit: Visit, request: Request) -> None:
    """One's own accounts; for headquarters everybody's."""
    await Accounts(visit).show()


class Accounts:
    """The open page."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    async def show(self) -> None:
        """What this is for, the code, and the list."""
        words = self.visit.words
        with tag("div", "head"):
            text(words("messengers.title"), "h1")
        with tag("section", "panel narrow"):
            text(words("messengers.means"), "p")
            text(words("messengers.get"), "button", "button primary").props('type="button" data-code').on(
                "click", self._code
            )
            self.code = tag("div").props('role="status"')
        self.body = tag("div", "faults")
        await self.refresh()

    async def refresh(self) -> None:
        """Ask the record and show what it says."""
        async with self.visit.work() as (session, user):
            found = await identities.identities_of(session, user)
        self.body.clear()
        with self.body:
            for identity, name in found:
                self._row(identity, name)
            if not found:
                with tag("section", "empty"):
                    text(self.visit.words("messengers.none"))

    def _row(self, identity: HRIdentity, name: str) -> None:
        words = self.visit.words
        with tag("article", "panel fault"):
            with tag("div"):
                text(name, "strong")
                channel = words.known(f"channel.{identity.channel.partition('/')[0]}", identity.channel)
                text(f"{channel} · {identity.person}", "p")
                text(words("messengers.since", at=names.moment(identity.created_at)), "p", "quiet small")
            remove = text(words("messengers.remove"), "button", "button").props('type="button" data-remove')
            remove.on("click", lambda: self._remove(identity.id))

    async def _code(self) -> None:
        words = self.visit.words
        made: list[str] = []

        async def act() -> None:
            async with self.visit.work() as (session, user):
                made.append(await identities.new_code(session, self.visit.deps.clock, user))

        if await attempt(self.visit, act):
            self.code.clear()
            with self.code:
                text(made[0], "p", "code").props("data-code-shown")
                text(words("messengers.how", minutes=int(CODE_LASTS.total_seconds() // 60)), "p", "small")

    async def _remove(self, identity_id: UUID) -> None:
        async def act() -> None:
            async with self.visit.work() as (session, user):
                await identities.untie(session, self.visit.deps.clock, user, identity_id)

        if await attempt(self.visit, act):
            ui.notify(self.visit.words("messengers.removed"), type="positive")
        await attempt(self.visit, self.refresh)
