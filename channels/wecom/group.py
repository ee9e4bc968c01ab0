"""HR's group: cards through the group's robot."""

import httpx
from pydantic import SecretStr

from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.markdown import card_text
from channels.splitting import split
from channels.wecom.robot import MARKDOWN_BYTES, TEXT_BYTES, GroupRobot


class WeComGroup:
    """Posts cards. `url` is the whole webhook address with its key."""

    name = "wecom"
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(self, url: SecretStr, client: httpx.AsyncClient) -> None:
        self._robot = GroupRobot(url, client)

    async def post(self, card: Card) -> SendResult:
        """Deliver one card, as bare text when it is too long for markdown. Raises a `channels.errors.SendError`."""
        text = card_text(card)
        if len(text.encode()) <= MARKDOWN_BYTES:
            await self._robot.markdown(text)
        else:
            for part in split(card.plain, TEXT_BYTES):
                await self._robot.text(part)
        return SendResult()
