"""One new candidate by hand: a few fields, then the link to send."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request
from nicegui import ui

from backend.clock import new_id
from backend.console import names
from backend.console.pages import inviting
from backend.console.pages.frame import attempt
from backend.console.pages.parts import tag, text
from backend.console.visit import Visit
from backend.content.text import LANGUAGES
from backend.recruiting.applications import NewApplication, create
from backend.recruiting.errors import InvalidField
from backend.recruiting.rights import NotAllowed, Right, may, sites_of

FIELDS = ("name", "phone", "position", "site", "language")
RENAMED = {"position_id": "position", "site_id": "site"}


async def build(visit: Visit, request: Request) -> None:
    """The form."""
    words = visit.words
    with tag("div", "head"):
        text(words("new.title"), "h1")
    with tag("section", "panel narrow"):
        Form(visit).show()


class Form:
    """The open form."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.inputs: dict[str, ui.input | ui.select] = {}

    def show(self) -> None:
        """Build the fields and the button."""
        words, content = self.visit.words, self.visit.deps.content
        name = ui.input(words("list.name")).props("outlined autofocus autocomplete=off maxlength=100")
        phone = ui.input(words("application.phone")).props(
            "outlined inputmode=tel autocomplete=off maxlength=30"
        )
        phone.props["hint"] = words("new.phone_hint")
        position = self._select("list.position", names.positions(content, words), self._first_position())
        position.on_value_change(self._choose_sites)
        self.site = self._select("list.site", {}, None)
        spoken = self._select(
            "application.language", {one: words(f"spoken.{one}") for one in LANGUAGES}, "zh"
        )
        self.inputs = dict(zip(FIELDS, (name, phone, position, self.site, spoken), strict=True))
        self._choose_sites()
        self.problem = text("", "p", "problem").props('role="alert"')
        self.problem.set_visibility(False)
        go = text(words("new.create"), "button", "button primary").props('type="button" data-create')
        go.on("click", self._create)

    def _select(self, key: str, options: Mapping[str, str], value: str | None) -> ui.select:
        return ui.select(dict(options), label=self.visit.words(key), value=value).props(
            "outlined options-dense"
        )

    def _first_position(self) -> str | None:
        openings = self.visit.deps.content.openings()
        mine = sites_of(self.visit.user)
        return next((position for position, site in openings if mine is None or site in mine), None)

    def _choose_sites(self) -> None:
        """Only the user's sites that have an opening for the position."""
        content, site, position = self.visit.deps.content, self.site, self.inputs["position"].value
        mine = names.sites(content, self.visit.words, self.visit.user)
        offered = content.sites_of(position) if position else ()
        options = {key: mine[key] for key in offered if key in mine}
        site.set_options(options, value=site.value if site.value in options else next(iter(options), None))

    async def _create(self) -> None:
        self.problem.set_visibility(False)
        values = {field: str(element.value or "").strip() for field, element in self.inputs.items()}
        try:
            await attempt(self.visit, lambda: self._store(values))
        except InvalidField as fault:
            self._explain(fault)

    async def _store(self, values: Mapping[str, str]) -> None:
        application_id = await store(self.visit, values)
        address = await inviting.make_link(self.visit, application_id)

        async def onward() -> None:
            ui.navigate.to(f"/applications/{application_id}")  # NiceGUI puts the base in front

        inviting.show(self.visit, address, onward)

    def _explain(self, fault: InvalidField) -> None:
        words = self.visit.words
        field = words.known(f"field.{RENAMED.get(fault.field, fault.field)}", fault.field)
        self.problem.text = words(
            "fault", field=field, reason=words.known(f"fault.{fault.reason}", fault.reason)
        )
        self.problem.set_visibility(True)


async def store(visit: Visit, values: Mapping[str, str]) -> UUID:
    """The new application's id. Raises InvalidField, NotAllowed."""
    position, site = values["position"], values["site"]
    if not position:
        raise InvalidField("position", "missing")
    if site not in visit.deps.content.sites_of(position):
        raise InvalidField("site", "no_opening")
    async with visit.work() as (session, user):
        if not may(user, Right.INVITE, site):
            raise NotAllowed(Right.INVITE)
        new = NewApplication(
            name=values["name"],
            position_id=position,
            site_id=site,
            source="console",
            external_id=str(new_id()),
            phone=values["phone"] or None,
            language=values["language"],
        )
        application, _ = await create(session, visit.deps.clock, new)
    return application.id
