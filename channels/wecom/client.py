"""WeCom's API for one (corp, secret): a cached access token, errors read from inside HTTP 200, nothing logged.

Source: 获取access_token, https://developer.work.weixin.qq.com/document/path/91039. The token is in every address, so no
error carries an address.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import SecretStr

from channels import http
from channels.errors import Misconfigured, OutcomeUnknown, SendError, TemporaryFailure
from channels.wecom import errcodes
from channels.wecom.errcodes import Json, checked

EARLY: Final = 300.0
"""Seconds before its end at which a token is fetched anew."""


@dataclass(frozen=True)
class _Token:
    value: str
    until: float


class WeComClient:
    """Calls of one secret. Fifty callers at once fetch one token; a refused token is renewed once a call."""

    def __init__(
        self,
        corp_id: str,
        secret: SecretStr,
        client: httpx.AsyncClient,
        base_url: str,
        monotonic: Callable[[], float],
    ) -> None:
        self._corp_id = corp_id
        self._secret = secret
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._monotonic = monotonic
        self._token: _Token | None = None
        self._lock = asyncio.Lock()

    async def post(self, path: str, body: Json) -> Json:
        """A call with a JSON body; the answer when its errcode is 0. Raises a `channels.errors.SendError`."""
        content = json.dumps(body, ensure_ascii=False).encode()

        async def once(token: str) -> Json:
            response = await http.post(
                self._client,
                f"{self._base_url}/cgi-bin/{path}",
                content=content,
                headers={"Content-Type": "application/json"},
                params={"access_token": token},
            )
            return http.answer(response)

        return await self._with_token(once)

    async def get(self, path: str, **params: str) -> Json:
        """A call without a body; the answer when its errcode is 0. Raises a `channels.errors.SendError`."""

        async def once(token: str) -> Json:
            asked = {"access_token": token, **params}
            url = f"{self._base_url}/cgi-bin/{path}"
            request = self._client.build_request("GET", url, params=asked, timeout=http.TIMEOUT)
            return http.answer(await self._send(request))

        return await self._with_token(once)

    async def download(self, media_id: str, span: str | None = None) -> httpx.Response:
        """One answer of `media/get` that holds bytes; `span` is a Range header. Raises a SendError by its errcode."""
        holder: list[httpx.Response] = []

        async def once(token: str) -> Json:
            response = await self._send(
                self._client.build_request(
                    "GET",
                    f"{self._base_url}/cgi-bin/media/get",
                    params={"access_token": token, "media_id": media_id},
                    headers={"Range": span} if span else {},
                    timeout=http.TIMEOUT,
                )
            )
            holder[:] = [response]
            if response.status_code >= 300 or _is_text(response):
                return http.answer(response)
            return {"errcode": errcodes.OK}

        await self._with_token(once)
        return holder[0]

    async def ready(self) -> bool:
        """Whether a token is to be had. Raises Misconfigured when corp id, secret or our address are refused."""
        return bool(await self._fresh(None))

    async def _with_token(self, call: Callable[[str], Awaitable[Json]]) -> Json:
        token = await self._fresh(None)
        answer = await call(token)
        if answer.get("errcode") in errcodes.TOKEN:
            answer = await call(await self._fresh(token))
        return checked(answer)

    async def _fresh(self, refused: str | None) -> str:
        """A token that still lives and is not the `refused` one; one request however many wait."""
        async with self._lock:
            held = self._token
            if held is None or held.value == refused or self._monotonic() >= held.until:
                held = self._token = await self._fetch()
            return held.value

    async def _fetch(self) -> _Token:
        asked = self._monotonic()
        params = {"corpid": self._corp_id, "corpsecret": self._secret.get_secret_value()}
        request = self._client.build_request(
            "GET", f"{self._base_url}/cgi-bin/gettoken", params=params, timeout=http.TIMEOUT
        )
        try:
            answer = checked(http.answer(await self._send(request)))
        except OutcomeUnknown as error:
            code = error.code
        else:
            value, seconds = answer.get("access_token"), answer.get("expires_in")
            if not isinstance(value, str) or not value or not isinstance(seconds, int):
                raise Misconfigured("no_access_token")
            return _Token(value, asked + max(seconds - EARLY, 1.0))
        raise TemporaryFailure(code)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        failed: SendError
        try:
            return await self._client.send(request, follow_redirects=False)
        except http.UNREACHED as error:
            failed = TemporaryFailure(type(error).__name__)
        except httpx.HTTPError as error:
            failed = OutcomeUnknown(type(error).__name__)
        raise failed


def _is_text(response: httpx.Response) -> bool:
    """Errors of `media/get` come as JSON (sometimes called plain text) with status 200."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    return kind in ("application/json", "text/plain")
