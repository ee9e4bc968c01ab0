"""An HR system that receives signed events (Standard Webhooks) and can be ill on demand.

The signature is checked from the specification: HMAC-SHA256 over `id.timestamp.body`, keyed with the base64 secret that
follows `whsec_`.
"""

import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response

TOLERANCE = 300  # seconds


@dataclass
class HRSystem:
    """Keeps every verified event by its id.

    `down` answers 503. `answer_500_after_taking` so many times it keeps the event and says it has failed.
    """

    secret: str
    down: bool = False
    answer_500_after_taking: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    deliveries: Counter[str] = field(default_factory=Counter)
    forged: int = 0

    def routes(self) -> APIRouter:
        """Where events are posted."""
        router = APIRouter()
        router.post("/hr/events")(self._take)
        return router

    @property
    def doubled(self) -> int:
        """Events that came under two different ids: a repeat under the same id is allowed and ignored."""
        known = Counter(json.dumps([event["type"], event["data"].get("report_id") or event["data"]], sort_keys=True)
                        for event in self.events)  # fmt: skip
        return sum(times - 1 for times in known.values())

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        message_id, sent_at = (
            request.headers.get("webhook-id", ""),
            request.headers.get("webhook-timestamp", ""),
        )
        if self.down:
            return Response(status_code=503)
        if not self._genuine(message_id, sent_at, body, request.headers.get("webhook-signature", "")):
            self.forged += 1
            return Response(status_code=401)
        self.deliveries[message_id] += 1
        if self.deliveries[message_id] == 1:
            self.events.append(json.loads(body))
        if self.answer_500_after_taking:
            self.answer_500_after_taking -= 1
            return Response(status_code=500)
        return Response(status_code=204)

    def _genuine(self, message_id: str, sent_at: str, body: bytes, signatures: str) -> bool:
        if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > TOLERANCE:
            return False
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        mac = hmac.new(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256).digest()
        wanted = base64.b64encode(mac).decode()
        return any(hmac.compare_digest(wanted, given.partition(",")[2]) for given in signatures.split())
