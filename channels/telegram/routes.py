"""The door of the Telegram channel: `POST /channels/telegram`."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from starlette.background import BackgroundTask

from channels.callbacks import CallbackRoute, forged, read_body
from channels.desk import Desk
from channels.platform import PlatformGateway
from channels.telegram.courtesy import Courtesies
from channels.telegram.intake import Intake
from channels.telegram.line import Line
from channels.telegram.settings import TelegramSettings
from channels.telegram.wording import load_words

PATH = "/channels/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"

Secret = Annotated[str | None, Header(alias=HEADER)]


def router(gateway: PlatformGateway, desk: Desk, settings: TelegramSettings, line: Line) -> APIRouter:
    """Verify, store, 200; courtesies follow after the answer. Without a webhook secret every call is refused."""
    door = _Door(settings, Intake(gateway, desk, settings.account), Courtesies(line, load_words()))
    routes = APIRouter(route_class=CallbackRoute, tags=["telegram"])
    routes.post(PATH)(door.update)
    return routes


class _Door:
    def __init__(self, settings: TelegramSettings, intake: Intake, courtesies: Courtesies) -> None:
        self._settings = settings
        self._intake = intake
        self._courtesies = courtesies

    async def update(self, request: Request, secret: Secret = None) -> Response:
        """One update from Telegram."""
        self._verify(secret)
        courtesy = await self._intake.take(await read_body(request, self._settings.max_body_bytes))
        later = BackgroundTask(self._courtesies.pay, courtesy) if courtesy else None
        return Response(background=later)

    def _verify(self, secret: str | None) -> None:
        wanted = self._settings.webhook_secret.get_secret_value() if self._settings.webhook_secret else ""
        if not wanted or not secret:
            raise forged("no_secret")
        if not hmac.compare_digest(secret.encode(), wanted.encode()):
            raise forged("wrong_secret")
