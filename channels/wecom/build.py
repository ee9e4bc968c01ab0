"""The parts of WeCom that the settings call for, put together once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from fastapi import APIRouter
from pydantic import SecretStr

from channels.contract import Channel
from channels.platform import PlatformGateway
from channels.wecom.app.channel import AppChannel
from channels.wecom.app.inbox import AppInbox
from channels.wecom.app.parse import Receiver
from channels.wecom.client import WeComClient
from channels.wecom.crypto import CallbackCipher
from channels.wecom.kf.api import KfApi
from channels.wecom.kf.channel import KfChannel
from channels.wecom.kf.inbox import KfInbox
from channels.wecom.kf.pull import KfPuller
from channels.wecom.kf.welcome import Welcomes
from channels.wecom.privacy import protect_logs
from channels.wecom.routes import router
from channels.wecom.settings import WeComSettings
from channels.wecom.wording import load_words


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WeCom:
    """What one corp needs running. A part that is not set up is None."""

    routes: APIRouter | None
    app: AppChannel | None
    kf: KfChannel | None
    puller: KfPuller | None

    @property
    def channels(self) -> dict[str, Channel]:
        """Those that can send, by name."""
        return {channel.name: channel for channel in (self.app, self.kf) if channel is not None}


def build(
    settings: WeComSettings,
    gateway: PlatformGateway,
    client: httpx.AsyncClient,
    now: Callable[[], datetime] = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
) -> WeCom:
    """Contacts nobody. Raises ValueError when ENCODING_AES_KEY is malformed."""

    def api(secret: SecretStr) -> WeComClient:
        return WeComClient(settings.corp_id, secret, client, settings.api_base_url, monotonic)

    protect_logs()
    words = load_words()
    app = kf = puller = app_inbox = None
    if settings.secret and settings.agent_id is not None:
        app = AppChannel(api(settings.secret), settings.agent_id)
        app_inbox = AppInbox(gateway, settings.app_account, app, words)
    if settings.kf_secret and settings.open_kfid:
        kf_api = KfApi(api(settings.kf_secret), settings.open_kfid)
        welcomes = Welcomes(gateway, settings.open_kfid, now)
        kf = KfChannel(kf_api, gateway, welcomes)
        puller = KfPuller(gateway, kf_api, KfInbox(gateway, kf_api, welcomes, words), now)
    return WeCom(_routes(settings, gateway, app_inbox, puller), app, kf, puller)


def _routes(
    settings: WeComSettings, gateway: PlatformGateway, app: AppInbox | None, puller: KfPuller | None
) -> APIRouter | None:
    """No doors without the keys to verify who knocks."""
    if not (settings.corp_id and settings.token and settings.encoding_aes_key):
        return None
    cipher = CallbackCipher(settings.token, settings.encoding_aes_key, settings.corp_id)
    receiver = Receiver(settings.corp_id, settings.agent_id, settings.app_account)
    return router(gateway, cipher, receiver, app, {settings.open_kfid: puller} if puller else {})
