"""DingTalk's APIs for one app: a cached access token, errors read from inside any status, nothing logged.

Source: https://open.dingtalk.com/document/orgapp/obtain-the-access_token-of-an-internal-app. The token stands in a header
for the new API.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from channels import http
from channels.dingtalk.failures import TOKEN, failure
from channels.dingtalk.privacy import protect_logs
from channels.dingtalk.settings import DingTalkSettings
from channels.errors import Misconfigured, OutcomeUnknown, SendError, TemporaryFailure, Throttled

EARLY: Final = 300.0
"""Seconds before its end at which a token is fetched anew."""
BLOCKED: Final = 300.0
"""Seconds of silence that a page instead of JSON announces."""
HEADER: Final = "x-acs-dingtalk-access-token"

Json = Mapping[str, object]


@dataclass(frozen=True)
class _Token:
    value: str
    until: float


class DingTalkClient:
    """Calls of one app. Fifty callers at once fetch one token; a refused token is renewed once a call."""

    def __init__(
        self,
        settings: DingTalkSettings,
        client: httpx.AsyncClient,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        protect_logs()
        self.settings = settings
        self._client = client
        self._monotonic = monotonic
        self._token: _Token | None = None
        self._lock = asyncio.Lock()

    async def call(self, method: str, path: str, body: Json) -> Json:
        """A call of the new API. Raises a `channels.errors.SendError`."""
        token = await self._fresh(None)
        response = await self._call(method, path, body, token)
        if _code(response) in TOKEN or response.status_code == 401:
            response = await self._call(method, path, body, await self._fresh(token))
        return answer(response)

    async def open_connection(self, body: Json) -> Json:
        """`/v1.0/gateway/connections/open`, which takes the app's secret instead of a token."""
        secret = self.settings.app_secret.get_secret_value()
        signed = {"clientId": self.settings.app_key, "clientSecret": secret, **body}
        url = f"{self._api}/v1.0/gateway/connections/open"
        return answer(await self._send("POST", url, signed, {}))

    async def post_session(self, url: str, body: Json) -> None:
        """A call of a message's own `sessionWebhook`, which is a secret and takes no token."""
        code = _code(await self._send("POST", url, body, {}))
        if code != "0":
            raise failure(200, code or "no_errcode")

    async def get_bytes(self, url: str, limit: int) -> bytes:
        """A file at a foreign address: none of our headers, no redirects, at most `limit` bytes or `TooManyBytes`."""
        content = bytearray()
        try:
            async with self._client.stream(
                "GET", url, timeout=http.TIMEOUT, follow_redirects=False
            ) as response:
                if response.status_code != 200:
                    raise failure(max(response.status_code, 300), f"http_{response.status_code}")
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        raise TooManyBytes
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            name = type(error).__name__
        else:
            return bytes(content)
        raise TemporaryFailure(name)

    async def check_credentials(self) -> None:
        """Fetch a token anew. Raises Misconfigured when key or secret are refused."""
        self._token = None
        await self._fresh(None)

    @property
    def _api(self) -> str:
        return self.settings.api_base_url.rstrip("/")

    async def _call(self, method: str, path: str, body: Json, token: str) -> httpx.Response:
        return await self._send(method, f"{self._api}{path}", body, {HEADER: token})

    async def _fresh(self, refused: str | None) -> str:
        """A token that still lives and is not the `refused` one; one request however many wait."""
        async with self._lock:
            held = self._token
            if held is None or held.value == refused or self._monotonic() >= held.until:
                held = self._token = await self._fetch()
            return held.value

    async def _fetch(self) -> _Token:
        asked = self._monotonic()
        body = {"appKey": self.settings.app_key, "appSecret": self.settings.app_secret.get_secret_value()}
        try:
            told = answer(await self._send("POST", f"{self._api}/v1.0/oauth2/accessToken", body, {}))
        except OutcomeUnknown as error:
            code = error.code
        except SendError as error:
            raise (Misconfigured(error.code) if error.ours else error) from None
        else:
            return _token(told, asked)
        raise TemporaryFailure(code)

    async def _send(self, method: str, url: str, body: Json, headers: Mapping[str, str]) -> httpx.Response:
        failed: SendError
        try:
            return await self._client.request(
                method,
                url,
                content=json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", **headers},
                timeout=http.TIMEOUT,
                follow_redirects=False,
            )
        except http.UNREACHED as error:
            failed = TemporaryFailure(type(error).__name__)
        except httpx.HTTPError as error:
            failed = OutcomeUnknown(type(error).__name__)
        raise failed


class TooManyBytes(Exception):
    """A file is larger than we take."""


def answer(response: httpx.Response) -> Json:
    """The JSON object of a call that went well. A page instead of JSON is how DingTalk blocks an address."""
    body = _json(response)
    if body is None and response.status_code < 500:
        raise Throttled("not_json", retry_after=BLOCKED)
    if response.status_code >= 300:
        raise failure(response.status_code, _code(response) or f"http_{response.status_code}")
    code = _code(response)
    if code not in (None, "0"):
        raise failure(response.status_code, code or "")
    return body or {}


def _json(response: httpx.Response) -> Json | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _code(response: httpx.Response) -> str | None:
    """The error's name: `errcode` of the old API, `code` of the new one."""
    body = _json(response) or {}
    code = body.get("errcode", body.get("code"))
    return str(code)[:64] if isinstance(code, str | int) else None


def _token(told: Json, asked: float) -> _Token:
    value, seconds = told.get("accessToken"), told.get("expireIn")
    if not isinstance(value, str) or not value or not isinstance(seconds, int):
        raise Misconfigured("no_access_token")
    return _Token(value, asked + max(seconds - EARLY, 1.0))
