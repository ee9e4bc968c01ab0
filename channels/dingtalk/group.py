"""The custom robot of a DingTalk group.

Source: https://help.dingtalk.io/open/development/custom-robots-send-group-messages. The address holds the access
token; a robot may also want each call signed. 20 messages a minute, over it ten minutes of silence; `msgUuid` makes a
second try harmless.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Final

import httpx
from pydantic import SecretStr

from channels import http
from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.dingtalk.privacy import protect_logs
from channels.dingtalk.signature import sign
from channels.errors import Misconfigured, OutcomeUnknown, Rejected, SendError, TemporaryFailure, Throttled
from channels.markdown import card_text

PAUSE: Final = 600.0
"""Seconds that a group is blocked after too many messages."""
BUSY: Final = frozenset({-1})
TOO_FAST: Final = frozenset({130101, 130102, 410100, 90018, 90002})
NOT_SET_UP: Final = frozenset({310000, 300001, 300005, 400101, 400102, 40035, 33012})


class DingTalkGroup:
    """Posts cards through a custom robot. `url` is the whole webhook address with its token."""

    name = "dingtalk"
    idempotency = Idempotency.KEY
    pace = GROUP_PACE

    def __init__(
        self,
        url: SecretStr,
        secret: SecretStr | None,
        client: httpx.AsyncClient,
        now: Callable[[], float] = time.time,
    ) -> None:
        protect_logs()
        self._url = url
        self._secret = secret
        self._client = client
        self._now = now

    async def post(self, card: Card) -> SendResult:
        """Deliver one card; an unknown outcome is tried once more under the same key. Raises SendError."""
        try:
            return await self._post(card)
        except OutcomeUnknown:
            return await self._post(card)

    async def _post(self, card: Card) -> SendResult:
        response = await http.post(
            self._client,
            self._url.get_secret_value(),
            content=json.dumps(body(card), ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
            params=self._signature(),
        )
        code = http.answer(response).get("errcode")
        if code != 0:
            raise failure(code)
        return SendResult()

    def _signature(self) -> Mapping[str, str]:
        if self._secret is None:
            return {}
        timestamp = str(int(self._now() * 1000))
        return {"timestamp": timestamp, "sign": sign(self._secret.get_secret_value(), timestamp)}


def body(card: Card) -> dict[str, object]:
    """What the robot is sent. The key holds a digest too: another installation may use the same ids."""
    digest = hashlib.sha256(f"{card.link_url}\n{card.plain}".encode()).hexdigest()[:16]
    return {
        "msgtype": "markdown",
        "markdown": {"title": card.title, "text": card_text(card)},
        "msgUuid": f"card-{card.id}-{digest}",
    }


def failure(code: object) -> SendError:
    """What an `errcode` means for the message."""
    name = f"errcode_{code}"
    if code in TOO_FAST:
        return Throttled(name, retry_after=PAUSE)
    if code in BUSY:
        return TemporaryFailure(name)
    return Misconfigured(name) if code in NOT_SET_UP else Rejected(name)
