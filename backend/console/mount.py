"""Hang the console into the application. NiceGUI is imported here and nowhere earlier: other processes never load it."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from backend.console import card_door, doors, logins
from backend.console.deps import BASE, ConsoleDeps

ASSETS: Final = Path(__file__).parent / "static"
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; media-src 'self'; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
"""NiceGUI compiles templates in the browser, hence eval; nothing is fetched from elsewhere."""
RECONNECT: Final = 30
"""Seconds in which a page comes back as it was after a lost connection."""


def mount(app: FastAPI, deps: ConsoleDeps) -> None:
    """Serve the console at `/console`, in an application of its own, so that its middleware slows nobody else.

    Once in a process: NiceGUI keeps its pages in a global, and refuses a second time with a RuntimeError.
    """
    from nicegui import ui  # noqa: PLC0415  half a second of import that only this process needs

    from backend.console.pages import all_pages  # noqa: PLC0415

    console = FastAPI(openapi_url=None)
    console.middleware("http")(_headers)
    version = _version()
    console.include_router(doors.router(deps, version))
    console.include_router(card_door.router(deps, version))
    console.mount("/assets", StaticFiles(directory=ASSETS))
    all_pages.register(deps, version)
    ui.run_with(
        console,
        mount_path="/",
        favicon=ASSETS / "icon.svg",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=RECONNECT,
    )
    app.mount(BASE, with_session(console, deps))
    _live_together(app, console)


def with_session(console: FastAPI, deps: ConsoleDeps) -> SessionMiddleware:
    """Around the console rather than in it: NiceGUI would keep a storage of its own for every cookie it sees."""
    return SessionMiddleware(
        console,
        secret_key=deps.storage_secret.get_secret_value(),
        session_cookie=logins.COOKIE,
        max_age=int(logins.LASTS.total_seconds()),
        path=BASE,
        same_site="lax",
        https_only=deps.public_url.startswith("https://"),
    )


def _live_together(app: FastAPI, console: FastAPI) -> None:
    """A mounted application is not told of start and stop, so the outer one passes them on."""
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def both(scope: FastAPI) -> AsyncIterator[Any]:
        async with console.router.lifespan_context(console), outer(scope) as state:
            yield state

    app.router.lifespan_context = both


async def _headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _version() -> str:
    """Changes whenever an asset does, so that browsers may keep them."""
    files = sorted(path for path in ASSETS.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
