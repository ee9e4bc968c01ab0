"""An SMS gateway that takes signed webhooks (Standard Webhooks) and can be ill on demand.

It drops an id that it has taken before, as a gateway must, and counts what an SMS of this text costs.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

TOLERANCE = 300  # seconds


@dataclass(frozen=True)
class Sms:
    """One message as it reached a telephone."""

    to: str
    text: str

    @property
    def parts(self) -> int:
        """How many are paid for: 70 UTF-16 units fit into one, 67 into each of several (3GPP TS 23.040)."""
        units = len(self.text.encode("utf-16-le")) // 2
        return 1 if units <= 70 else -(-units // 67)


@dataclass
class SmsGateway:
    """`down` answers 503; `dead` numbers get 410; `lost_answers` are taken, and answered 500 so many times."""

    secret: str
    down: bool = False
    dead: set[str] = field(default_factory=set)
    lost_answers: int = 0
    sent: list[Sms] = field(default_factory=list)
    forged: int = 0
    now: Callable[[], float] = time.time
    _taken: dict[str, str] = field(default_factory=dict)

    def routes(self) -> APIRouter:
        """Where messages are posted."""
        router = APIRouter()
        router.post("/sms")(self._take)
        return router

    def to(self, number: str) -> list[str]:
        """What this telephone has received."""
        return [sms.text for sms in self.sent if sms.to == number]

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        if self.down:
            return Response(status_code=503)
        if not self._genuine(request, body):
            self.forged += 1
            return Response(status_code=401)
        event: dict[str, Any] = json.loads(body)
        told = event["data"]
        if event["type"] != "sms.send" or not told["text"] or not told["to"].startswith("+"):
            return Response(status_code=422)
        if told["to"] in self.dead:
            return Response(status_code=410)
        return self._keep(request.headers["webhook-id"], Sms(told["to"], told["text"]))

    def _keep(self, key: str, sms: Sms) -> Response:
        if key not in self._taken:
            self.sent.append(sms)
            self._taken[key] = f"sms-{len(self.sent)}"
        if self.lost_answers:
            self.lost_answers -= 1
            return Response(status_code=500)
        return JSONResponse({"id": self._taken[key]})

    def _genuine(self, request: Request, body: bytes) -> bool:
        key, sent_at = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        if not sent_at.isdigit() or abs(self.now() - int(sent_at)) > TOLERANCE:
            return False
        secret = base64.b64decode(self.secret.removeprefix("whsec_"))
        mac = hmac.new(secret, f"{key}.{sent_at}.".encode() + body, hashlib.sha256).digest()
        wanted = base64.b64encode(mac).decode()
        given = request.headers.get("webhook-signature", "")
        return any(hmac.compare_digest(wanted, one.partition(",")[2]) for one in given.split())
