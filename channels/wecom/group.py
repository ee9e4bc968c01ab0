"""The robot of a WeCom group: one webhook address that is itself the secret.

Source: 群机器人配置说明, https://work.weixin.qq.com/api/doc/90000/90136/91770. Markdown up to 4096 UTF-8 bytes, 20
messages a minute, errors as `errcode` inside HTTP 200, no idempotency key.
"""

import json
from typing import Final

import httpx
from pydantic import SecretStr

from channels import http
from channels.contract import Card, Idempotency, SendResult
from channels.errors import Misconfigured, Rejected, SendError, TemporaryFailure, Throttled
from channels.markdown import card_text

LIMIT: Final = 4096
PAUSE: Final = 60.0
"""Seconds until the minute in which 20 messages may be sent is over."""
BUSY: Final = frozenset({-1})
TOO_FAST: Final = frozenset({45009, 45033})
NOT_SET_UP: Final = frozenset({40001, 40014, 42001, 48002, 60020, 93000, 93004, 93008})


class WeComGroup:
    """Posts cards through a robot. `url` is the whole webhook address with its key."""

    name = "wecom"
    idempotency = Idempotency.NONE

    def __init__(self, url: SecretStr, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client

    async def post(self, card: Card) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`."""
        response = await http.post(
            self._client,
            self._url.get_secret_value(),
            content=json.dumps(body(card), ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
        )
        code = http.answer(response).get("errcode")
        if code != 0:
            raise failure(code)
        return SendResult()


def body(card: Card) -> dict[str, object]:
    """What the robot is sent: markdown, or bare text when that would be too long."""
    text = card_text(card)
    if len(text.encode()) <= LIMIT:
        return {"msgtype": "markdown", "markdown": {"content": text}}
    return {"msgtype": "text", "text": {"content": card.plain}}


def failure(code: object) -> SendError:
    """What an `errcode` means for the message."""
    name = f"errcode_{code}"
    if code in TOO_FAST:
        return Throttled(name, retry_after=PAUSE)
    if code in BUSY:
        return TemporaryFailure(name)
    return Misconfigured(name) if code in NOT_SET_UP else Rejected(name)
