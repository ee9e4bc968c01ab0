"""Signed events to HR systems, as Standard Webhooks wants them (https://www.standardwebhooks.com, spec 1.0).

The message id is our outbox key, so an event that arrives twice can be known as one. Addresses inside the house are
allowed: that is where HR systems live.
"""

import json
from uuid import UUID

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from backend.clock import Clock
from backend.store.tables import Outbox, WebhookEndpoint
from backend.store.unit_of_work import Database
from channels import http
from channels.contract import SendResult
from channels.errors import Misconfigured, Unreachable, from_status

GONE = 410


class WebhookSender:
    """Sends the rows of destination `webhook:<endpoint id>`."""

    def __init__(self, database: Database, client: httpx.AsyncClient, clock: Clock) -> None:
        self._database = database
        self._client = client
        self._clock = clock

    async def take_turn(self, row: Outbox) -> None:
        """At once: a receiver that is too slow says so itself."""

    async def is_repeatable(self, row: Outbox) -> bool:
        """Always: the receiver knows the message by its id."""
        return True

    async def send(self, row: Outbox) -> SendResult:
        """Deliver one event; any 2xx is an acknowledgement, 410 switches the endpoint off. Raises SendError."""
        endpoint = await self._endpoint(UUID(row.destination.partition(":")[2]))
        body = event_body(row)
        response = await http.post(
            self._client, endpoint.url, content=body.encode(), headers=self._headers(row, endpoint, body)
        )
        if response.status_code == GONE:
            await self._switch_off(endpoint.id)
            raise Unreachable("http_410")
        if not response.is_success:
            raise from_status(response.status_code, response.headers.get("retry-after"))
        return SendResult()

    def _headers(self, row: Outbox, endpoint: WebhookEndpoint, body: str) -> dict[str, str]:
        now = self._clock.now()
        try:
            signature = Webhook(endpoint.secret).sign(row.key, now, body)
        except (ValueError, EmptyWebhookSecretError):
            raise Misconfigured("secret") from None
        return {
            "Content-Type": "application/json",
            "webhook-id": row.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }

    async def _endpoint(self, endpoint_id: UUID) -> WebhookEndpoint:
        async with self._database.unit_of_work() as session:
            endpoint = await session.get(WebhookEndpoint, endpoint_id)
        if endpoint is None or endpoint.disabled:
            raise Unreachable("endpoint_off")
        return endpoint

    async def _switch_off(self, endpoint_id: UUID) -> None:
        async with self._database.unit_of_work() as session:
            (await session.get_one(WebhookEndpoint, endpoint_id)).disabled = True


def event_body(row: Outbox) -> str:
    """The same bytes at every try, whatever else changed meanwhile."""
    event = {
        "type": row.payload["event"],
        "timestamp": row.created_at.isoformat(),
        "data": row.payload["data"],
    }
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
