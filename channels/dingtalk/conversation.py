"""Posts to a group by the app's own robot, where the group takes no custom robot.

Source: https://help.dingtalk.io/open/development/the-robot-sends-a-group-message. The robot must be a member; its
conversation id is learned from the first message that names the robot there.
"""

import json
from typing import Final

from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.dingtalk.client import DingTalkClient, Json
from channels.dingtalk.messages import NAME
from channels.markdown import card_text

PATH: Final = "/v1.0/robot/groupMessages/send"
MOST_BYTES: Final = 15_000
"""Of `msgParam`; a card that is longer goes as plain text, cut."""


class DingTalkConversation:
    """Posts cards as the app's robot."""

    name = NAME
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(self, client: DingTalkClient, conversation_id: str) -> None:
        self._client = client
        self._conversation_id = conversation_id

    async def post(self, card: Card) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`."""
        key, parameter = _content(card)
        body = {
            "robotCode": self._client.settings.robot,
            "openConversationId": self._conversation_id,
            "msgKey": key,
            "msgParam": parameter,
        }
        told = await self._client.call("POST", PATH, body)
        query = told.get("processQueryKey")
        return SendResult(query if isinstance(query, str) else None)


def _content(card: Card) -> tuple[str, str]:
    rich = _written({"title": card.title, "text": card_text(card)})
    if len(rich.encode()) <= MOST_BYTES:
        return "sampleMarkdown", rich
    plain = card.plain.encode()[: MOST_BYTES // 2].decode(errors="ignore")
    return "sampleText", _written({"content": plain})


def _written(parameter: Json) -> str:
    return json.dumps(parameter, ensure_ascii=False)
