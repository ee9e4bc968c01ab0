"""The doors of WeCom: address verification and encrypted callbacks of the app and of 微信客服.

Order: verify, decrypt, parse, make safe, answer. Nothing is answered passively but the platform's own handshake.
Both addresses take both kinds, since 微信客服 may be run by the app or on its own.
"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.background import BackgroundTask

from channels.callbacks import BadCallback, CallbackRoute, read_body
from channels.platform import PlatformGateway
from channels.wecom.app.inbox import AppInbox, Later
from channels.wecom.app.parse import NAME, Receiver, WakeUp, parse
from channels.wecom.crypto import CallbackCipher
from channels.wecom.envelope import Signed, unseal
from channels.wecom.kf.pull import KfPuller
from channels.wecom.told import Other, Said
from channels.wecom.xml import MOST_BYTES

PATHS = ("/channels/wecom/app", "/channels/wecom/kf")

Given = Annotated[str | None, Query()]


def router(
    gateway: PlatformGateway,
    cipher: CallbackCipher,
    receiver: Receiver,
    app: AppInbox | None,
    pullers: dict[str, KfPuller],
) -> APIRouter:
    """Both paths, GET and POST. `pullers` by open_kfid; what is for nobody here is verified, then kept."""
    routes = APIRouter(route_class=CallbackRoute, tags=["wecom"])
    doors = _Doors(gateway, cipher, receiver, app, pullers)
    for path in PATHS:
        routes.get(path)(doors.verify)
        routes.post(path)(doors.receive)
    return routes


class _Doors:
    def __init__(
        self,
        gateway: PlatformGateway,
        cipher: CallbackCipher,
        receiver: Receiver,
        app: AppInbox | None,
        pullers: dict[str, KfPuller],
    ) -> None:
        self._gateway = gateway
        self._cipher = cipher
        self._receiver = receiver
        self._app = app
        self._pullers = pullers

    async def verify(
        self, msg_signature: Given = None, timestamp: Given = None, nonce: Given = None, echostr: Given = None
    ) -> Response:
        """Prove to the console that the address is ours: the bare plain text, nothing around it."""
        signed = _signed(msg_signature, timestamp, nonce)
        if not echostr:
            raise BadCallback("no echostr")
        sealed = echostr.replace(" ", "+")  # a peer that does not encode its plus signs
        return Response(self._cipher.open(signed.signature, signed.timestamp, signed.nonce, sealed))

    async def receive(
        self, request: Request, msg_signature: Given = None, timestamp: Given = None, nonce: Given = None
    ) -> Response:
        """A callback. 200 with an empty body once it is safe; 4xx unverified; 503 without a database."""
        signed = _signed(msg_signature, timestamp, nonce)
        plain = unseal(self._cipher, signed, await read_body(request, MOST_BYTES))
        later = await self._take(plain)
        return Response(background=BackgroundTask(later) if later else None)

    async def _take(self, plain: bytes) -> Later | None:
        told = self._parse(plain)
        match told:
            case Said() if self._app is not None:
                return await self._app.take(told, plain)
            case WakeUp(open_kfid, token) if open_kfid in self._pullers:
                await self._pullers[open_kfid].wake(token)
            case Other(key):
                await self._keep(key, plain)
            case _:
                await self._keep(hashlib.sha256(plain).hexdigest(), plain)
        return None

    def _parse(self, plain: bytes) -> Said | WakeUp | Other:
        """What was verified is never refused, however odd: a refusal would only make it come again."""
        try:
            return parse(plain, self._receiver)
        except BadCallback:
            return Other(hashlib.sha256(plain).hexdigest())

    async def _keep(self, key: str, plain: bytes) -> None:
        await self._gateway.keep_raw(NAME, self._receiver.account, key, plain)


def _signed(signature: str | None, timestamp: str | None, nonce: str | None) -> Signed:
    if not signature or not timestamp or not nonce:
        raise BadCallback("query")
    return Signed(signature, timestamp, nonce)
