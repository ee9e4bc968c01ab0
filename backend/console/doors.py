"""The plain HTTP of the console: logging in and out, choosing a language, listening to a voice message."""

import asyncio
from typing import Annotated, Final
from urllib.parse import quote, urlsplit
from uuid import UUID

import structlog
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from backend.console import attempts, logins
from backend.console.deps import BASE, ConsoleDeps
from backend.console.visit import arrive, language_of
from backend.console.words import LANGUAGES, words
from backend.media.decoding import Undecodable, decode
from backend.recruiting.rights import Right, may
from backend.recruiting.users import check_password
from backend.store.tables import Application, Conversation, Media

log = structlog.get_logger(__name__)

PAGES: Final = Environment(
    loader=PackageLoader("backend.console", "templates"), autoescape=True, undefined=StrictUndefined
)
HEARD: Final = ("audio/",)
"""What is played inside the page; everything else is only ever downloaded."""
UNPLAYABLE: Final = ("audio/amr", "audio/silk")


def router(deps: ConsoleDeps, asset_version: str) -> APIRouter:
    """The routes, relative to the console."""
    doors = APIRouter()

    @doors.get("/login", response_class=HTMLResponse)
    async def login_page(request: Request, next: str = "/") -> Response:
        if await arrive(deps, request):
            return RedirectResponse(inside(next), 303)
        return _login_page(request, asset_version, next)

    @doors.post("/login")
    async def log_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        next: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        address = request.client.host if request.client else ""
        async with deps.database.unit_of_work() as session:
            wait = await attempts.must_wait(session, deps.clock, name, address)
            user = None if wait else await check_password(session, name, password)
            if user is not None:
                await attempts.succeeded(session, name, address)
            elif not wait:
                await attempts.failed(session, deps.clock, name, address)
        if user is not None:
            logins.begin(request.session, user, deps.clock)
            log.info("console.login", user_id=str(user.id))
            return RedirectResponse(inside(next), 303)
        log.warning("console.login_refused", waiting=bool(wait))
        problem = ("login.wait", wait) if wait else ("login.wrong", 0)
        return _login_page(
            request, asset_version, next, name=name, problem=problem, status=429 if wait else 401
        )

    @doors.post("/logout")
    async def log_out(request: Request) -> Response:
        login = logins.read(request.session)
        if login is not None:
            async with deps.database.unit_of_work() as session:
                await logins.end(session, deps.clock, login)
        language = request.session.get("language")
        request.session.clear()
        if language:
            request.session["language"] = language
        return RedirectResponse(f"{BASE}/login", 303)

    @doors.get("/language/{language}")
    async def choose_language(request: Request, language: str, next: str = "/") -> Response:
        if language in LANGUAGES:
            request.session["language"] = language
        return RedirectResponse(inside(next), 303)

    @doors.get("/media/{media_id}")
    async def media(request: Request, media_id: UUID) -> Response:
        visit = await arrive(deps, request)
        if visit is None:
            raise HTTPException(401)
        async with visit.work() as (session, user):
            found = await session.get(Media, media_id)
            conversation = await session.get(Conversation, found.conversation_id) if found else None
            application = (
                await session.get(Application, conversation.application_id) if conversation else None
            )
            if found is None or application is None or not may(user, Right.READ, application.site_id):
                raise HTTPException(404)
        try:
            content = await deps.media.read(media_id)
        except FileNotFoundError:
            raise HTTPException(410) from None
        return _file(request, *await asyncio.to_thread(_playable, content, found.mime))

    return doors


def inside(path: str) -> str:
    """A path below the console; its front page for anything that would lead elsewhere.

    >>> inside("/applications/1?x=2"), inside("//evil.example/x"), inside("https://evil.example")
    ('/console/applications/1?x=2', '/console/', '/console/')
    """
    parts = urlsplit(path)
    clean = not (parts.scheme or parts.netloc) and path.startswith("/") and not path.startswith("//")
    if not clean or "\\" in path or not path.isprintable():
        return f"{BASE}/"
    return BASE + path.removeprefix(BASE)


def login_address(request: Request) -> str:
    """Where a stranger is sent, and how they come back."""
    path = request.url.path.removeprefix(BASE)
    wanted = f"{path}?{request.url.query}" if request.url.query else path
    return f"{BASE}/login?next={quote(wanted, safe='')}"


def _login_page(
    request: Request,
    version: str,
    next_path: str,
    *,
    name: str = "",
    problem: tuple[str, int] | None = None,
    status: int = 200,
) -> Response:
    said = words(language_of(request))
    page = PAGES.get_template("login.html").render(
        base=BASE,
        version=version,
        words=said,
        name=name,
        next=next_path,
        languages=LANGUAGES,
        problem=said(problem[0], seconds=problem[1]) if problem else "",
    )
    return HTMLResponse(page, status)


def _playable(content: bytes, mime: str) -> tuple[bytes, str]:
    """As a browser can play it: what phones send through WeChat no browser knows. Undecodable, it stays as it came."""
    if mime not in UNPLAYABLE:
        return content, mime
    try:
        return decode(content).wav(), "audio/wav"
    except Undecodable:
        return content, "application/octet-stream"


def _file(request: Request, content: bytes, mime: str) -> Response:
    """With ranges, because browsers seek in sound with them. A stored type is never trusted to be shown as a page."""
    playable = mime.startswith(HEARD)
    headers = {
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline" if playable else "attachment",
    }
    kind = mime if playable else "application/octet-stream"
    wanted = _range(request.headers.get("range", ""), len(content))
    if wanted is None:
        return Response(content, media_type=kind, headers=headers)
    start, end = wanted
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return Response(content[start:end], 206, media_type=kind, headers=headers)


def _range(header: str, size: int) -> tuple[int, int] | None:
    first, _, last = header.removeprefix("bytes=").partition("-")
    if not header.startswith("bytes=") or not first.isdigit() or (last and not last.isdigit()):
        return None
    start, end = int(first), int(last) + 1 if last else size
    return (start, min(end, size)) if start < min(end, size) else None
