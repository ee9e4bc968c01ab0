"""The list of applications: filtered, sorted and paged by the server, kept fresh by itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fastapi import Request
from nicegui import events, ui

from backend.console import listing, names
from backend.console.deps import BASE
from backend.console.listing import Found, Row, Wanted
from backend.console.pages import link_sheet
from backend.console.pages.frame import attempt, may_anywhere
from backend.console.pages.parts import link, tag, text
from backend.console.visit import Visit
from backend.recruiting.rights import Right
from backend.store.states import Stage

FRESH: Final = 5.0
"""Seconds between two looks at the record while the page is open."""
QUICK: Final[tuple[tuple[str, str | None], ...]] = (
    ("all", None),
    (Stage.REVIEW, Stage.REVIEW),
    ("needs_human", None),
    (Stage.INTERVIEWING, Stage.INTERVIEWING),
    (Stage.INVITED, Stage.INVITED),
    (Stage.ADVANCED, Stage.ADVANCED),
)
TEMPLATES: Final = {
    "name": """<q-td :props="props"><a class="open" :href="props.row.link">{{ props.row.name }}</a></q-td>""",
    "stage": """<q-td :props="props"><span class="chip stage">{{ props.row.stage_label }}</span></q-td>""",
    "total": """<q-td :props="props" class="number">{{ props.row.total }}</q-td>""",
    "band": """<q-td :props="props"><span v-if="props.row.band" :class="'chip band-' + props.row.band">
        {{ props.row.band_label }}</span></q-td>""",
    "attention": """<q-td :props="props" class="attention">
        <span v-if="props.row.needs" class="chip needs">{{ props.row.needs }}</span>
        <span v-if="props.row.review" class="chip review">{{ props.row.review }}</span></q-td>""",
}
OPEN_ROW: Final = "(event, row) => { if (!event.target.closest('a')) window.location.assign(row.link) }"
CARD: Final = """<a class="card-row" :href="props.row.link" :key="props.row.id">
    <span class="line"><strong>{{ props.row.name }}</strong>
        <span v-if="props.row.total" class="number">{{ props.row.total }}</span></span>
    <span class="line quiet">{{ props.row.position }} · {{ props.row.site }}</span>
    <span class="line chips"><span class="chip stage">{{ props.row.stage_label }}</span>
        <span v-if="props.row.band" :class="'chip band-' + props.row.band">{{ props.row.band_label }}</span>
        <span v-if="props.row.needs" class="chip needs">{{ props.row.needs }}</span>
        <span v-if="props.row.review" class="chip review">{{ props.row.review }}</span></span>
    <span class="line quiet">{{ props.row.updated }}</span></a>"""
"""On a narrow screen each row is a card."""


async def build(visit: Visit, request: Request) -> None:
    """Show the list as the address asks for it."""
    board = Board(visit, _from_address(request.query_params))
    await board.show()


class Board:
    """One open list."""

    def __init__(self, visit: Visit, wanted: Wanted) -> None:
        self.visit, self.wanted = visit, wanted
        self.found = Found((), 0)
        self.shown: object = None

    async def show(self) -> None:
        """Build the page and fill it."""
        words = self.visit.words
        with tag("div", "head"):
            text(words("list.title"), "h1")
            if may_anywhere(self.visit.user, Right.INVITE):
                with tag("div", "actions"):
                    link_sheet.button(self.visit)
                    link(words("nav.new"), f"{BASE}/new", "button primary")
        self.quick = tag("div", "quick").props(f'role="group" aria-label="{words("list.quick")}"')
        self._filters()
        self.table = self._table()
        with tag("section", "empty") as self.empty:
            self.nothing = text("", "p")
        await self.refresh()
        ui.timer(FRESH, self._look_again)

    async def refresh(self) -> None:
        """Ask the record and show what it says; what has not changed is left alone, focus and all."""
        async with self.visit.work() as (session, user):
            self.found = await listing.find(session, user, self.wanted)
            counted = await listing.counts(session, user)
        state = (self.wanted, self.found, counted)
        if state == self.shown:
            return
        self.shown = state
        self._show_rows()
        self._show_quick(counted)

    async def _look_again(self) -> None:
        """A search by name reads many names: it is not repeated by itself."""
        if not self.wanted.text:
            await attempt(self.visit, self.refresh)

    def _filters(self) -> None:
        words, content = self.visit.words, self.visit.deps.content
        with tag("div", "filters"):
            search = ui.input(words("list.search"), value=self.wanted.text)
            search.props("outlined dense clearable debounce=350 type=search").classes("wide")
            search.on_value_change(lambda event: self._change(text=event.value or ""))
            sites = names.sites(content, words, self.visit.user)
            self._select("list.position", names.positions(content, words), self.wanted.position, "position")
            if len(sites) > 1:
                self._select("list.site", sites, self.wanted.site, "site")
            stages = {str(stage): names.stage(words, stage) for stage in Stage if stage != Stage.ERASED}
            self.stages = self._select("list.stage", stages, self.wanted.stage, "stage")

    def _select(self, key: str, options: Mapping[str, str], value: str | None, field: str) -> ui.select:
        chosen = value if value in options else None
        select = ui.select(dict(options), label=self.visit.words(key), value=chosen, clearable=True)
        select.props("outlined dense options-dense")
        select.on_value_change(lambda event: self._change(**{field: event.value}))
        return select

    def _table(self) -> ui.table:
        words = self.visit.words
        sortable = ("position", "site", "stage", "total", "updated")
        columns = [
            {
                "name": name,
                "label": words(f"list.{name}"),
                "field": name,
                "align": "right" if name == "total" else "left",
                "sortable": name in sortable,
            }
            for name in ("name", "position", "site", "stage", "total", "band", "attention", "updated")
        ]
        table = ui.table(columns=columns, rows=[], row_key="id", pagination=self._pagination())
        table.props(
            ':grid="window.innerWidth < 760" flat binary-state-sort :rows-per-page-options="[10,25,50,100]"'
        )
        for name, template in TEMPLATES.items():
            table.add_slot(f"body-cell-{name}", template)
        table.add_slot("item", CARD)
        table.on("request", self._requested)
        table.on("row-click", js_handler=OPEN_ROW)
        return table

    def _pagination(self) -> dict[str, Any]:
        wanted = self.wanted
        return {
            "page": wanted.page,
            "rowsPerPage": wanted.size,
            "rowsNumber": self.found.count,
            "sortBy": wanted.sort,
            "descending": wanted.descending,
        }

    async def _requested(self, event: events.GenericEventArguments) -> None:
        asked = event.args["pagination"]
        self.wanted = replace(
            self.wanted,
            page=max(1, int(asked.get("page") or 1)),
            size=min(100, max(1, int(asked.get("rowsPerPage") or 25))),
            sort=str(asked.get("sortBy") or "updated"),
            descending=bool(asked.get("descending")),
        )
        await attempt(self.visit, self.refresh)

    async def _change(self, **values: Any) -> None:
        self.wanted = replace(self.wanted, page=1, **values)
        await attempt(self.visit, self.refresh)

    def _show_rows(self) -> None:
        self.table.rows = [self._row(row) for row in self.found.rows]
        self.table.pagination = self._pagination()
        self.table.set_visibility(bool(self.found.rows))
        self.empty.set_visibility(not self.found.rows)
        unfiltered = replace(self.wanted, page=1, size=25, sort="updated", descending=True) == Wanted()
        self.nothing.text = self.visit.words("list.empty" if unfiltered else "list.nothing")

    def _row(self, row: Row) -> dict[str, Any]:
        words, content = self.visit.words, self.visit.deps.content
        return {
            "id": str(row.id),
            "link": f"{BASE}/applications/{row.id}",
            "name": row.name,
            "position": names.position(content, words, row.position_id),
            "site": names.site(content, words, row.site_id),
            "stage": row.stage,
            "stage_label": names.stage(words, row.stage),
            "total": "" if row.total is None else f"{row.total:.1f}",
            "band": row.band or "",
            "band_label": words.known(f"band.{row.band}", row.band or ""),
            "needs": names.needs_human(words, row.needs_human) if row.needs_human else "",
            "review": words("list.review_flag") if row.review else "",
            "updated": names.moment(row.updated_at),
        }

    def _show_quick(self, counted: Mapping[str, int]) -> None:
        total = sum(count for stage, count in counted.items() if stage != "needs_human")
        self.quick.clear()
        with self.quick:
            for name, stage in QUICK:
                count = total if name == "all" else counted.get(name, 0)
                pressed = (self.wanted.stage, self.wanted.needs_human) == (stage, name == "needs_human")
                self._quick_button(name, stage, count, pressed)

    def _quick_button(self, name: str, stage: str | None, count: int, pressed: bool) -> None:
        label = self.visit.words("list.all") if name == "all" else names.stage(self.visit.words, name)
        button = tag("button", "view").props(f'type="button" aria-pressed="{str(pressed).lower()}"')
        with button:
            text(label, "span")
            text(str(count), "span", "count")

        async def choose() -> None:
            self.wanted = replace(self.wanted, needs_human=name == "needs_human", page=1)
            self.stages.value = stage
            await self._change(stage=stage)

        button.on("click", choose)


def _from_address(asked: Mapping[str, str]) -> Wanted:
    """A link may name a filter: `/console/?stage=review`."""
    return Wanted(
        text=asked.get("text", ""),
        stage=asked.get("stage"),
        position=asked.get("position"),
        site=asked.get("site"),
        needs_human="needs_human" in asked,
    )
