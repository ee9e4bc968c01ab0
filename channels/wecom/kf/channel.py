"""微信客服 as the outbox sees it."""

from typing import Final

from channels.contract import Buttons, Capabilities, Idempotency, OutboundMessage, ReplyWindow, SendResult
from channels.errors import Held, Misconfigured, Rejected, TemporaryFailure, Throttled
from channels.platform import MediaRef, PlatformGateway
from channels.wecom import errcodes, media
from channels.wecom.errcodes import Json
from channels.wecom.kf.api import ASSISTANT, HUMAN, POOL, KfApi
from channels.wecom.kf.link import invitation_link
from channels.wecom.kf.parse import NAME
from channels.wecom.kf.render import TEXT_BYTES, msgid, render
from channels.wecom.kf.welcome import Welcomes

WINDOW: Final = ReplyWindow(seconds=48 * 3600, count=5)
SCENE: Final = "miantan"
"""Where customers came from, in the platform's own statistics."""
BOT_STATES: Final = (0, ASSISTANT)
NOT_SPENT: Final = (TemporaryFailure, Throttled)
REFUSED: Final = (Rejected, Held, Misconfigured)


class KfChannel:
    """Delivers to customers of one 客服账号.

    A repeated msgid is not documented to be dropped, so nothing is sent again whose outcome is unknown.
    """

    name = NAME
    capabilities = Capabilities(
        max_bytes=TEXT_BYTES,
        buttons=True,
        voice_in=True,
        can_initiate=False,
        reply_window=WINDOW,
        idempotency=Idempotency.NONE,
        redact=("access_token", "corpsecret", "welcome_code"),
        button_kind=Buttons.MENU,
        voice_formats_in=("audio/amr",),
    )

    def __init__(self, api: KfApi, gateway: PlatformGateway, welcomes: Welcomes) -> None:
        self._api = api
        self._gateway = gateway
        self._welcomes = welcomes

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Deliver one message; of several parts those already sent are not sent again. Raises a SendError.

        `Held`: only after the person has written, or when a colleague has handed the session back.
        """
        bodies = render(message)
        done = await self._done(message) if len(bodies) > 1 else 0
        for part, body in list(enumerate(bodies))[done:]:
            await self._send(address, msgid(message, part), body)
            if len(bodies) > 1:
                await self._gateway.remember(NAME, self._api.open_kfid, _parts(message), str(part + 1))
        return SendResult(msgid(message, 0), len(bodies))

    async def fetch(self, ref: MediaRef) -> bytes:
        """The bytes of something a customer sent. Raises a SendError."""
        return await media.fetch(self._api.client, ref.ref)

    async def link(self, token: str) -> str:
        """The link that opens this account in WeChat with the invitation. Raises a SendError."""
        way = await self._gateway.recall(NAME, self._api.open_kfid, "contact_way")
        if not way:
            way = await self._api.contact_way(SCENE)
            await self._gateway.remember(NAME, self._api.open_kfid, "contact_way", way)
        return invitation_link(way, token)

    async def hand_over(self, address: str, servicer: str | None = None) -> None:
        """Give the session to a colleague on duty, or to the waiting pool; we are silent until it comes back."""
        await self._api.transfer(address, HUMAN if servicer else POOL, servicer)
        await self._gateway.remember(NAME, self._api.open_kfid, human(address), "1")

    async def take_back(self, address: str) -> None:
        """Let us speak again."""
        await self._api.transfer(address, ASSISTANT)
        await self._gateway.remember(NAME, self._api.open_kfid, human(address), "")

    async def _done(self, message: OutboundMessage) -> int:
        return int(await self._gateway.recall(NAME, self._api.open_kfid, _parts(message)) or 0)

    async def _send(self, address: str, name: str, body: Json) -> None:
        if await self._welcomed(address, name, body):
            return
        try:
            await self._api.send(address, name, body)
        except Held as error:
            if error.code != f"errcode_{errcodes.WRONG_STATE}":
                raise
        else:
            return
        state = await self._api.state(address)
        if state not in BOT_STATES:
            raise Held(f"state_{state}")
        await self._api.send(address, name, body)

    async def _welcomed(self, address: str, name: str, body: Json) -> bool:
        """True when a welcome code carried it; a code that the platform refuses leaves the ordinary way."""
        kept = await self._welcomes.take(address)
        if kept is None:
            return False
        try:
            await self._api.send_on_event(kept.partition(" ")[2], name, body)
        except NOT_SPENT:
            await self._welcomes.give_back(address, kept)
            raise
        except REFUSED:
            return False
        return True


def human(address: str) -> str:
    """Under which name it is kept that a colleague has this person's session."""
    return f"human:{address}"


def _parts(message: OutboundMessage) -> str:
    return f"parts:{message.id}"
