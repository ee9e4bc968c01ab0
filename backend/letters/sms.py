"""SMS by webhook: one signed POST a letter, as Standard Webhooks wants it (https://www.standardwebhooks.com, spec 1.0).

The gateway behind the address belongs to the installation; it knows providers, signatures and prices. It must drop a
`webhook-id` that it has taken before.
"""

import json
from typing import Final

import httpx
from pydantic import SecretStr
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from backend.clock import Clock
from backend.letters.ports import Letter
from channels import http
from channels.contract import Idempotency, SendResult
from channels.errors import Misconfigured, Unreachable, from_status

GONE: Final = 410
"""The gateway will never reach this number."""


class SmsWebhook:
    """Posts `{"type": "sms.send", "timestamp": …, "data": {"to": "+86…", "text": …}}`; any 2xx has taken it."""

    idempotency = Idempotency.KEY

    def __init__(self, url: str, secret: SecretStr, client: httpx.AsyncClient, clock: Clock) -> None:
        self._url = url
        self._secret = secret
        self._client = client
        self._clock = clock

    async def send(self, letter: Letter) -> SendResult:
        """Hand it over. An answer `{"id": …}` names it at the gateway. Raises a SendError."""
        body = self._body(letter)
        response = await http.post(
            self._client, self._url, content=body.encode(), headers=self._headers(letter.key, body)
        )
        if response.status_code == GONE:
            raise Unreachable("http_410")
        if not response.is_success:
            raise from_status(response.status_code, response.headers.get("retry-after"))
        return SendResult(_named(response))

    def _body(self, letter: Letter) -> str:
        data = {"to": letter.to, "text": letter.text}
        event = {"type": "sms.send", "timestamp": self._clock.now().isoformat(), "data": data}
        return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _headers(self, key: str, body: str) -> dict[str, str]:
        now = self._clock.now()
        try:
            signature = Webhook(self._secret.get_secret_value()).sign(key, now, body)
        except (ValueError, EmptyWebhookSecretError):
            raise Misconfigured("secret") from None
        return {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }


def _named(response: httpx.Response) -> str | None:
    try:
        told = response.json()
    except ValueError:
        return None
    name = told.get("id") if isinstance(told, dict) else None
    return name if isinstance(name, str) else None
