"""The desk every call to the simulated WeCom passes: access tokens, rates, media, and callbacks pushed from it."""

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from simulators.wecom_crypto import Envelope
from simulators.wecom_parts import (
    ANSWER_SECONDS,
    MEDIA_SECONDS,
    PIECE,
    TOKEN_SECONDS,
    TRIES,
    Clock,
    Json,
    Refusal,
    no,
    ok,
    xml,
)


@dataclass
class Desk:
    """One corp. `callback` is where callbacks go; `retry_pause` is in real seconds."""

    envelope: Envelope
    callback: str = ""
    corp_secrets: tuple[str, ...] = ("app-secret", "kf-secret")
    agent_id: int = 1000002
    clock: Clock = field(default_factory=Clock)
    retry_pause: float = 0.05
    per_minute: int = 0
    """Calls a minute before 45009; 0: no limit."""
    gettokens: int = 0
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    pushes: list[int] = field(default_factory=list)
    """Status of each push, 0 when there was no answer."""

    tokens: dict[str, float] = field(default_factory=dict)
    """Living access tokens and when they end."""
    _media: dict[str, tuple[bytes, str, float]] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _errors: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))

    def routes(self) -> APIRouter:
        """The addresses under `/cgi-bin`."""
        router = APIRouter()
        router.get("/cgi-bin/gettoken")(self._gettoken)
        router.get("/cgi-bin/media/get")(self._media_get)
        return router

    def forget_tokens(self) -> None:
        """Every access token is invalid from now on."""
        self.tokens.clear()

    def answer_with(self, path: str, *codes: int) -> None:
        """The next calls of this path get these errcodes; 0 means the ordinary answer."""
        self._errors[path].extend(codes)

    def put_media(self, content: bytes, mime: str) -> str:
        """Keep bytes for three days."""
        media_id = secrets.token_hex(16)
        self._media[media_id] = (content, mime, self.clock.seconds + MEDIA_SECONDS)
        return media_id

    async def push(self, plain: bytes, client: httpx.AsyncClient, path: str = "/channels/wecom/kf") -> int:
        """Seal and push, at most three times, each with a new nonce; returns the last status."""
        status = 0
        for _ in range(TRIES):
            status = await self._push_once(plain, client, path)
            self.pushes.append(status)
            if status == httpx.codes.OK:
                break
            await asyncio.sleep(self.retry_pause)
        return status

    async def _push_once(self, plain: bytes, client: httpx.AsyncClient, path: str) -> int:
        timestamp, nonce = str(int(self.clock.seconds)), secrets.token_hex(6)
        encrypt = self.envelope.seal(plain)
        query = {
            "msg_signature": self.envelope.sign(timestamp, nonce, encrypt),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        body = xml(ToUserName=self.envelope.receive_id, AgentID=self.agent_id, Encrypt=encrypt)
        try:
            answer = await client.post(
                f"{self.callback}{path}", params=query, content=body, timeout=ANSWER_SECONDS
            )
        except httpx.HTTPError:
            return 0
        return answer.status_code

    def guarded(self, path: str, call: Callable[[Json], Json]) -> Callable[[Request], Any]:
        """A call that only a living token, within the rate, gets through to."""

        async def handle(request: Request) -> JSONResponse:
            self.calls[path] += 1
            try:
                self._admit(request, path)
                return ok(call(json.loads(await request.body())))
            except Refusal as refusal:
                self.refused[refusal.code] += 1
                return no(refusal.code)
            except (ValueError, KeyError, TypeError):
                return no(40058)

        return handle

    def _admit(self, request: Request, path: str) -> None:
        if self._errors[path] and (code := self._errors[path].popleft()):
            raise Refusal(code)
        token = request.query_params.get("access_token", "")
        if token not in self.tokens:
            raise Refusal(40014)
        if self.clock.seconds >= self.tokens[token]:
            raise Refusal(42001)
        while self._recent and self.clock.seconds - self._recent[0] >= 60:
            self._recent.popleft()
        if self.per_minute and len(self._recent) >= self.per_minute:
            raise Refusal(45009)
        self._recent.append(self.clock.seconds)

    async def _gettoken(self, corpid: str = "", corpsecret: str = "") -> JSONResponse:
        self.gettokens += 1
        if corpid != self.envelope.receive_id:
            return no(40013)
        if corpsecret not in self.corp_secrets:
            return no(40001)
        token = secrets.token_hex(32)
        self.tokens[token] = self.clock.seconds + TOKEN_SECONDS
        return ok({"access_token": token, "expires_in": TOKEN_SECONDS})

    async def _media_get(self, request: Request, access_token: str = "", media_id: str = "") -> Response:
        if access_token not in self.tokens:
            return no(40014)
        content, mime, until = self._media.get(media_id, (b"", "", 0.0))
        if self.clock.seconds >= until:
            return no(40007)
        span = request.headers.get("range")
        if span is None:
            return no(830002) if len(content) > PIECE else Response(content, media_type=mime)
        first, _, last = span.removeprefix("bytes=").partition("-")
        piece = content[int(first) : int(last) + 1]
        if len(piece) > PIECE:
            return no(830002)
        told = f"bytes {first}-{int(first) + len(piece) - 1}/{len(content)}"
        return Response(piece, 206, {"Content-Range": told}, mime)
