"""The doors of the web channel: the page, what it sends, and what it hears."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from channels.body import TooLarge, read_at_most
from channels.contract import Accepted, Gateway, Kind, LinkState, WebSession
from channels.errors import Unavailable
from channels.sounds import detect
from channels.web.device import Device, give_device, known_device
from channels.web.lines import everything_after, listed
from channels.web.live import follow
from channels.web.messages import START_KEY, Arrival, check_key, parse
from channels.web.page import ASSETS, CHECK_HEADERS, HEADERS, Pages, load_assets
from channels.web.privacy import protect_logs
from channels.web.problems import Problem, ProblemRoute
from channels.web.settings import WebSettings
from channels.web.streams import Streams
from channels.web.wording import PageWords

PLAIN = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FOREVER = {**PLAIN, "Cache-Control": "public, max-age=31536000, immutable"}
BIGGEST_ID = 2**63 - 1

_TOKEN = re.compile(r"[A-Za-z0-9._~-]{1,256}")

Key = Annotated[str | None, Header(alias="Idempotency-Key")]
Seen = Annotated[int | None, Query(ge=0, le=BIGGEST_ID)]
Accepts = Annotated[str, Header(alias="Accept-Language")]
After = Annotated[int, Query(ge=0, le=BIGGEST_ID)]


def utc_now() -> datetime:
    """The time of arrival."""
    return datetime.now(UTC)


def router(
    gateway: Gateway, settings: WebSettings, words: PageWords, now: Callable[[], datetime] = utc_now
) -> APIRouter:
    """All routes of the web channel. Sizes are limited here, while reading; rates by the reverse proxy."""
    protect_logs()
    routes = APIRouter(route_class=ProblemRoute, tags=["web"])
    doors = _Doors(gateway, settings, words, now)
    routes.get("/i/{token}", response_class=HTMLResponse)(doors.page)
    routes.post("/i/{token}", response_class=HTMLResponse)(doors.prove)
    routes.get("/channels/web/assets/{version}/{name}", include_in_schema=False)(doors.asset)
    routes.post("/channels/web/{token}/open", status_code=202)(doors.open)
    routes.post("/channels/web/{token}/messages", status_code=202)(doors.say)
    routes.get("/channels/web/{token}/messages")(doors.lines)
    routes.post("/channels/web/{token}/voice", status_code=202)(doors.speak)
    routes.get("/channels/web/{token}/events")(doors.events)
    return routes


class _Doors:
    """One method a route."""

    def __init__(
        self, gateway: Gateway, settings: WebSettings, words: PageWords, now: Callable[[], datetime]
    ) -> None:
        self._gateway = gateway
        self._settings = settings
        self._words = words
        self._now = now
        self._assets = load_assets()
        self._pages = Pages(settings, words, self._assets.version)
        self._streams = Streams(settings.streams_per_link)

    async def page(self, token: str, device: Device = None, accepted: Accepts = "") -> Response:
        """The candidate's chat page. Only looked at, a link is nobody's: previews look at it too."""
        known = known_device(device)
        try:
            found = await self._look_up(token, known, claims=False)
        except Unavailable:
            return self._busy()
        if isinstance(found, LinkState):
            response = self._refusal(token, found, accepted)
        else:
            response = HTMLResponse(self._pages.chat(token, found), headers=HEADERS)
        if known is None:
            give_device(response, secure=self._settings.secure_cookies)
        return response

    async def prove(
        self,
        token: str,
        digits: Annotated[str, Form(max_length=40)] = "",
        device: Device = None,
        accepted: Accepts = "",
    ) -> Response:
        """The last four digits of the phone, from somebody who opened a link that another browser holds."""
        if not _TOKEN.fullmatch(token):
            return self._refusal(token, LinkState.UNKNOWN, accepted)
        try:
            state = await self._gateway.prove(token, known_device(device) or "", digits)
        except Unavailable:
            return self._busy()
        if state is not None:
            return self._refusal(token, state, accepted)
        return RedirectResponse(f"../i/{token}", HTTPStatus.SEE_OTHER, PLAIN)

    def _refusal(self, token: str, state: LinkState, accepted: str) -> Response:
        """A page that says nothing of whose link it is, nor for which job."""
        if state in (LinkState.CHECK, LinkState.WRONG):
            page = self._pages.check(token, accepted, wrong=state is LinkState.WRONG)
            return HTMLResponse(page, HTTPStatus.FORBIDDEN, CHECK_HEADERS)
        return HTMLResponse(self._pages.closed(f"closed_{state.value}"), _status(state), HEADERS)

    def _busy(self) -> Response:
        return HTMLResponse(self._pages.closed("closed_busy"), 503, {**HEADERS, "Retry-After": "5"})

    async def asset(self, version: str, name: str) -> Response:
        """A file of the page. Under another release's version it is served, but not kept."""
        if name not in ASSETS:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown")
        headers = FOREVER if version == self._assets.version else PLAIN
        return Response(self._assets.content[name], headers=headers, media_type=ASSETS[name])

    async def open(self, token: str, device: Device = None) -> Response:
        """The page is open: the interview may begin. Counted once, however often it is called.

        A request of its own and not a side effect of fetching the page, so that link previews start nothing.
        """
        session = await self._session(token, device)
        return _accepted(await self._gateway.accept(self._arrival(session, START_KEY).event(Kind.START)))

    async def say(self, token: str, request: Request, key: Key = None, device: Device = None) -> Response:
        """A typed message: `{"text": str, "seen": int|null, "kind": "text"}`."""
        session = await self._session(token, device)
        arrival = self._arrival(session, check_key(key))
        said = parse(await self._body(request, session, self._settings.max_body_bytes, "text_too_long"))
        if len(said.text.encode()) > self._settings.max_text_bytes:
            raise self._too_large(session, "text_too_long")
        return _accepted(await self._gateway.accept(arrival.event(said.kind, said.text, seen=said.seen)))

    async def speak(
        self, token: str, request: Request, key: Key = None, seen: Seen = None, device: Device = None
    ) -> Response:
        """A recording as the raw body; what it is decide its first bytes."""
        session = await self._session(token, device)
        arrival = self._arrival(session, check_key(key))
        content = await self._body(request, session, self._settings.max_voice_bytes, "voice_too_long")
        mime = detect(content)
        if mime is None:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_audio")
        media_id = await self._gateway.store_media(session.conversation_id, content, mime)
        return _accepted(await self._gateway.accept(arrival.event(Kind.VOICE, media_id=media_id, seen=seen)))

    async def lines(self, token: str, after: After = 0, device: Device = None) -> Response:
        """The conversation for a page that cannot listen: `{"messages": […], "thinking": bool}`."""
        session = await self._session(token, device)
        found = await everything_after(self._gateway, session.conversation_id, after)
        return Response(listed(found), headers=PLAIN, media_type="application/json")

    async def events(
        self,
        token: str,
        after: After = 0,
        last: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
        device: Device = None,
    ) -> Response:
        """Server-sent events: `message`, `thinking`; `Last-Event-ID` goes before `after`."""
        session = await self._session(token, device)
        stream = self._stream(session.conversation_id, _resume(last, after))
        return EventSourceResponse(stream, headers=PLAIN, ping=self._settings.heartbeat_seconds)

    async def _stream(self, conversation_id: str, after: int) -> AsyncIterator[ServerSentEvent]:
        with self._streams.one(conversation_id) as closed:
            events = follow(self._gateway, conversation_id, after, self._settings, closed)
            async with aclosing(events):
                async for event in events:
                    yield event

    async def _look_up(self, token: str, device: str | None, *, claims: bool) -> WebSession | LinkState:
        if not _TOKEN.fullmatch(token):
            return LinkState.UNKNOWN
        return await self._gateway.open_link(token, device or "", claims=claims)

    async def _session(self, token: str, device: str | None) -> WebSession:
        found = await self._look_up(token, known_device(device), claims=True)
        if isinstance(found, LinkState):
            raise Problem(_status(found), f"link_{found.value}")
        return found

    async def _body(self, request: Request, session: WebSession, limit: int, code: str) -> bytes:
        try:
            return await read_at_most(limit, request.stream())
        except TooLarge:
            raise self._too_large(session, code) from None

    def _too_large(self, session: WebSession, code: str) -> Problem:
        detail = self._words.for_language(session.language)[code]
        return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, code, detail=detail)

    def _arrival(self, session: WebSession, key: str) -> Arrival:
        return Arrival(session, key, self._now())


def _status(state: LinkState) -> HTTPStatus:
    return _STATUS.get(state, HTTPStatus.FORBIDDEN)


_STATUS = {
    LinkState.UNKNOWN: HTTPStatus.NOT_FOUND,
    LinkState.EXPIRED: HTTPStatus.GONE,
    LinkState.REVOKED: HTTPStatus.GONE,
}


def _resume(last: str | None, after: int) -> int:
    """Where to go on: a browser that reconnects by itself knows better than the address it first used."""
    if last is not None and last.isascii() and last.isdigit() and len(last) < 20:
        return min(int(last), BIGGEST_ID)
    return after


def _accepted(accepted: Accepted) -> Response:
    return JSONResponse({"id": accepted.message_id, "duplicate": accepted.duplicate}, 202, PLAIN)
