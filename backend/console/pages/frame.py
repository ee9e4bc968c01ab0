"""What all pages share: who may come in, the bar at the top, and how a refusal looks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui
from nicegui.language import Language

from backend.console.deps import BASE, ConsoleDeps
from backend.console.doors import login_address
from backend.console.pages.parts import link, tag, text
from backend.console.visit import LoginNeeded, Visit, arrive
from backend.console.words import LANGUAGES
from backend.recruiting.errors import InvalidField, NotFound, RecruitingError
from backend.recruiting.rights import RIGHTS, NotAllowed, Right
from backend.store.tables import User

Build = Callable[[Visit, Request], Awaitable[None]]

PACKS: Final[dict[str, Language]] = {"zh": "zh-CN", "en": "en-US"}
"""Our languages as Quasar calls them."""
MAIN, ALARM, GOOD = "#1f5f8b", "#9c2b23", "#0b5d4e"
"""As in console.css."""


@dataclass(frozen=True)
class Page:
    """An address below the console, the key of its title, what fills it, and the right it takes anywhere at all."""

    path: str
    title: str
    build: Build
    right: Right = Right.READ


def serve(page: Page, deps: ConsoleDeps, version: str) -> None:
    """Register the page. Strangers are sent to the login; what may not be seen does not exist."""
    faces = {
        language: ui.page(page.path, language=pack, response_timeout=20) for language, pack in PACKS.items()
    }

    async def shown(request: Request) -> Response | None:
        visit = await arrive(deps, request)
        if visit is None:
            return RedirectResponse(login_address(request), 303)
        client = ui.context.client
        client.page = faces[visit.language]
        client.title = f"{visit.words(page.title)} · {visit.words('brand')}"
        head(version)
        bar(visit, page.path)
        with tag("div", "page"):
            await _fill(page, visit, request)
        return None

    faces[LANGUAGES[0]](shown)


async def _fill(page: Page, visit: Visit, request: Request) -> None:
    try:
        if not may_anywhere(visit.user, page.right):
            raise NotAllowed(page.right)
        await page.build(visit, request)
    except (NotFound, NotAllowed) as refusal:
        ui.context.client.status_code = refusal.status
        with tag("section", "empty"):
            text(visit.words(f"refused.{refusal.status}"), "h1")
            link(visit.words("refused.back"), f"{BASE}/", "button")


def may_anywhere(user: User, right: Right) -> bool:
    """Whether the role has the right at all; the site is checked where the data is."""
    return not user.disabled and right in RIGHTS.get(user.role, frozenset())


def head(version: str) -> None:
    """Our style and script; both are ours and served from here."""
    ui.colors(primary=MAIN, negative=ALARM, positive=GOOD)
    ui.add_head_html(f'<link rel="stylesheet" href="{BASE}/assets/console.css?{version}">')
    ui.add_head_html(f'<script defer src="{BASE}/assets/console.js?{version}"></script>')


def bar(visit: Visit, here: str) -> None:
    """The bar at the top: where one can go, the language, and the way out."""
    with tag("header", "bar"):
        link(visit.words("brand"), f"{BASE}/", "brand")
        with tag("nav").props(f'aria-label="{visit.words("nav")}"'):
            for path, key, right in (
                ("/", "nav.list", Right.READ),
                ("/new", "nav.new", Right.INVITE),
                ("/import", "nav.import", Right.INVITE),
                ("/messengers", "nav.messengers", Right.DECIDE),
                ("/faults", "nav.faults", Right.SEE_FAULTS),
            ):
                if may_anywhere(visit.user, right):
                    entry = link(visit.words(key), f"{BASE}{path}")
                    if path == here:
                        entry.props('aria-current="page"')
        with tag("div", "me"):
            _languages(visit)
            text(visit.user.name, "span", "who")
            with (
                tag("form").props(f'method="post" action="{BASE}/logout"'),
                tag("button").props('type="submit"'),
            ):
                text(visit.words("logout"), "span")


def _languages(visit: Visit) -> None:
    path = str(ui.context.client.request.scope.get("path", "/")).removeprefix(BASE)
    for language in LANGUAGES:
        if language != visit.language:
            address = f"{BASE}/language/{language}?next={path}"
            link(visit.words(f"language.{language}"), address, "language").props(f'lang="{language}"')


async def attempt(visit: Visit, act: Callable[[], Awaitable[None]]) -> bool:
    """Carry out what a click asked for; tell the person in words when it is refused.

    False then. InvalidField is passed on: only the form knows where to say it.
    """
    try:
        await act()
    except LoginNeeded:
        ui.navigate.to("/login")  # NiceGUI puts the base in front
    except InvalidField:
        raise
    except RecruitingError as refusal:
        ui.notify(visit.words.known(f"refused.{refusal.status}", visit.words("refused.400")), type="negative")
    else:
        return True
    return False
