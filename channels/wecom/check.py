"""Is WeCom set up right? Asked of the platform and of our own public address; told by keys of `words.yaml`."""

import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
from pydantic import SecretStr
from wechatpy.enterprise.crypto import WeChatCrypto

from channels import http
from channels.errors import Misconfigured, SendError
from channels.finding import Finding
from channels.wecom import xml
from channels.wecom.client import WeComClient
from channels.wecom.crypto import CallbackCipher
from channels.wecom.kf.api import KfApi
from channels.wecom.routes import PATHS
from channels.wecom.settings import WeComSettings

ADDRESS_REFUSED: Final = "errcode_60020"

Look = Callable[[], Awaitable[bool]]


async def check(settings: WeComSettings, client: httpx.AsyncClient, public_url: str) -> list[Finding]:
    """One finding for each thing asked; what is not set up is not asked about."""
    findings = await _callback(settings, client, public_url)
    if settings.secret:
        findings += await _app(settings, _api(settings, settings.secret, client))
    if settings.kf_secret:
        findings += await _kf(KfApi(_api(settings, settings.kf_secret, client), settings.open_kfid))
    return findings


async def _callback(settings: WeComSettings, client: httpx.AsyncClient, public_url: str) -> list[Finding]:
    """Do what the console does when an address is saved there: send an echo and wait for it."""
    if not (settings.corp_id and settings.token and settings.encoding_aes_key):
        return [Finding(False, "callback_key", "callback_key_missing")]
    try:
        CallbackCipher(settings.token, settings.encoding_aes_key, settings.corp_id)
    except ValueError:
        return [Finding(False, "callback_key", "callback_key_missing")]
    remedies = [await _echo(settings, client, public_url.rstrip("/") + path) for path in PATHS]
    remedy = next(filter(None, remedies), "")
    return [Finding(True, "callback_key"), Finding(not remedy, "callback", remedy)]


async def _echo(settings: WeComSettings, client: httpx.AsyncClient, url: str) -> str:
    echo, nonce, timestamp = secrets.token_hex(10), secrets.token_hex(5), str(int(time.time()))
    token, key = settings.token or SecretStr(""), settings.encoding_aes_key or SecretStr("")
    crypto = WeChatCrypto(token.get_secret_value(), key.get_secret_value(), settings.corp_id)
    sealed = xml.read(crypto.encrypt_message(echo, nonce, timestamp).encode())
    asked = {"msg_signature": sealed["MsgSignature"], "timestamp": timestamp, "nonce": nonce}
    try:
        answer = await client.get(url, params={**asked, "echostr": sealed["Encrypt"]}, timeout=http.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL):
        return "callback_unreached"
    return "" if (answer.status_code, answer.text) == (200, echo) else "callback_refused"


async def _app(settings: WeComSettings, api: WeComClient) -> list[Finding]:
    async def agent() -> bool:
        return bool(await api.get("agent/get", agentid=str(settings.agent_id)))

    token = await _asked("app_token", "credentials_refused", api.ready)
    return [token, *([await _asked("app_agent", "app_agent_wrong", agent)] if token.ok else [])]


async def _kf(api: KfApi) -> list[Finding]:
    async def managed() -> bool:
        return api.open_kfid in await api.accounts()

    token = await _asked("kf_token", "credentials_refused", api.client.ready)
    if not token.ok:
        return [token]
    account = await _asked("kf_account", "kf_account_closed", managed)
    servicer = [await _asked("kf_servicer", "kf_servicer_missing", api.has_servicer)] if account.ok else []
    return [token, account, *servicer]


async def _asked(what: str, remedy: str, look: Look) -> Finding:
    try:
        ok = await look()
    except Misconfigured as error:
        return Finding(False, what, "address_refused" if error.code == ADDRESS_REFUSED else remedy)
    except SendError as error:
        return Finding(False, what, remedy if error.ours else "unreached")
    return Finding(ok, what, "" if ok else remedy)


def _api(settings: WeComSettings, secret: SecretStr, client: httpx.AsyncClient) -> WeComClient:
    return WeComClient(settings.corp_id, secret, client, settings.api_base_url, time.monotonic)
