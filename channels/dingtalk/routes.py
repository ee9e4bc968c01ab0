"""The doors of the DingTalk channel: robot messages, and encrypted events with taps on cards."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.background import BackgroundTask

from channels.callbacks import BadCallback, CallbackRoute, forged, read_body
from channels.dingtalk.courtesy import Courtesies
from channels.dingtalk.crypto import EventCipher, Sealed
from channels.dingtalk.intake import Courtesy, Intake
from channels.dingtalk.messages import Part
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.signature import verify

ROBOT: Final = "/channels/dingtalk/robot"
EVENTS: Final = "/channels/dingtalk/events"
SUCCESS: Final = b"success"

Asked = Annotated[str, Query(max_length=256)]
Signed = Annotated[str | None, Header()]


class Envelope(Part):
    """The body of an encrypted event."""

    encrypt: str


class Shape(Part):
    """What tells a tap on a card from an event."""

    out_track_id: str | None = None


def now_ms() -> int:
    """The present moment in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def router(
    settings: DingTalkSettings, intake: Intake, courtesies: Courtesies, now: Callable[[], int] = now_ms
) -> APIRouter:
    """Verify, store, 200; courtesies follow after the answer. Events without token and key are all refused."""
    doors = _Doors(settings, intake, courtesies, now)
    routes = APIRouter(route_class=CallbackRoute, tags=["dingtalk"])
    routes.post(ROBOT)(doors.robot)
    routes.post(f"{ROBOT}/{{path_secret}}", include_in_schema=False)(doors.robot)
    routes.post(EVENTS)(doors.event)
    return routes


class _Doors:
    """One method a route."""

    def __init__(
        self, settings: DingTalkSettings, intake: Intake, courtesies: Courtesies, now: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._intake = intake
        self._courtesies = courtesies
        self._now = now
        self._cipher = _cipher(settings)

    async def robot(
        self, request: Request, path_secret: str = "", timestamp: Signed = None, sign: Signed = None
    ) -> Response:
        """One message to the robot (HTTP mode)."""
        wanted = self._settings.path_secret.get_secret_value() if self._settings.path_secret else ""
        if not hmac.compare_digest(path_secret.encode(), wanted.encode()):
            raise forged("path")
        verify(self._settings.app_secret.get_secret_value(), timestamp, sign, self._now())
        courtesy = await self._intake.take(await read_body(request, self._settings.max_body_bytes))
        return JSONResponse({}, background=self._later(courtesy))

    async def event(
        self,
        request: Request,
        msg_signature: Asked = "",
        signature: Asked = "",
        timestamp: Asked = "",
        nonce: Asked = "",
    ) -> Response:
        """One encrypted event, tap or check of this address; all are answered by the encrypted word `success`."""
        if self._cipher is None:
            raise forged("not_set_up")
        body = await read_body(request, self._settings.max_body_bytes)
        sealed = Sealed(msg_signature or signature, timestamp, nonce, _encrypted(body))
        courtesy = await self._taken(self._cipher.open(sealed))
        answer = self._cipher.seal(SUCCESS, secrets.token_bytes(16), str(self._now()), secrets.token_hex(8))
        return JSONResponse(_envelope(answer), background=self._later(courtesy))

    async def _taken(self, plain: bytes) -> Courtesy | None:
        key = hashlib.sha256(plain).hexdigest()
        try:
            shape = Shape.model_validate_json(plain)
        except ValidationError:
            shape = Shape()
        if shape.out_track_id:
            return await self._intake.take_tap(plain, key)
        await self._intake.take_event(plain, key)
        return None

    def _later(self, courtesy: Courtesy | None) -> BackgroundTask | None:
        return BackgroundTask(self._courtesies.pay, courtesy) if courtesy else None


def _cipher(settings: DingTalkSettings) -> EventCipher | None:
    if settings.event_token is None or settings.event_aes_key is None:
        return None
    return EventCipher(settings.event_token, settings.event_aes_key, settings.receive_id)


def _encrypted(body: bytes) -> str:
    try:
        return Envelope.model_validate_json(body).encrypt
    except ValidationError:
        raise BadCallback("no_envelope") from None


def _envelope(sealed: Sealed) -> dict[str, str]:
    return {
        "msg_signature": sealed.signature,
        "encrypt": sealed.encrypt,
        "timeStamp": sealed.timestamp,
        "nonce": sealed.nonce,
    }
