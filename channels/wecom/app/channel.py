"""The self-built app as the outbox sees it."""

from typing import Final

from channels.contract import Allowance, Buttons, Capabilities, Idempotency, OutboundMessage, SendResult
from channels.errors import Unreachable
from channels.platform import MediaRef
from channels.wecom import media
from channels.wecom.app.parse import NAME
from channels.wecom.app.render import TEXT_BYTES, render
from channels.wecom.client import WeComClient
from channels.wecom.errcodes import Json

NOT_REACHED: Final = ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser")


class AppChannel:
    """Delivers to members who can see the app."""

    name = NAME
    capabilities = Capabilities(
        max_bytes=TEXT_BYTES,
        buttons=True,
        voice_in=True,
        can_initiate=True,
        idempotency=Idempotency.CONTENT,
        redact=("access_token", "corpsecret"),
        button_kind=Buttons.CALLBACK,
        voice_formats_in=("audio/amr", "audio/speex"),
        chat_pace=(Allowance(24, 60.0, 5), Allowance(900, 3600.0, 50)),
    )

    def __init__(self, client: WeComClient, agent_id: int) -> None:
        self._client = client
        self._agent_id = agent_id

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Deliver one message; sent again within a minute the platform drops it. Raises a SendError."""
        answer: Json = {}
        for body in render(message):
            answer = await self._client.post(
                "message/send", {"touser": address, "agentid": self._agent_id, **body}
            )
            _reached(answer)
        return SendResult(str(answer.get("msgid", "")) or None)

    async def close_card(self, user: str, response_code: str, chosen: str) -> None:
        """Put what was chosen in place of a card's buttons for this user; a code works once. Raises a SendError."""
        asked = {"userids": [user], "agentid": self._agent_id, "response_code": response_code}
        await self._client.post("message/update_template_card", {**asked, "button": {"replace_name": chosen}})

    async def fetch(self, ref: MediaRef) -> bytes:
        """The bytes of something a member sent. Raises a SendError."""
        return await media.fetch(self._client, ref.ref)


def _reached(answer: Json) -> None:
    """Even with errcode 0 the answer may name people it did not reach."""
    for name in NOT_REACHED:
        if answer.get(name):
            raise Unreachable(name)
