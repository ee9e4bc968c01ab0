"""Choices on an interactive card, for organisations that have built a template.

Source: https://open.dingtalk.com/document/orgapp/create-and-deliver-cards. The template has the variables `text`,
`choices` (a JSON list), `choice_0` …, `state` (open or done) and `chosen`, and its buttons the action ids `choice_0` ….
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final

from pydantic import Field, ValidationError

from channels.callbacks import VISIBLE, BadCallback
from channels.contract import OutboundMessage
from channels.dingtalk.client import DingTalkClient, Json
from channels.dingtalk.messages import NAME, Part
from channels.dingtalk.sessions import Memory
from channels.errors import Rejected

ACTION: Final = re.compile(r"choice_(\d{1,2})")


class Private(Part):
    """What was tapped."""

    action_ids: list[str] = Field(default_factory=list)


class Tapped(Part):
    """The inner part of a tap, which comes as a JSON string."""

    card_private_data: Private


class Callback(Part):
    """A tap as DingTalk tells it."""

    out_track_id: str = Field(min_length=1, max_length=128, pattern=VISIBLE)
    user_id: str = Field(min_length=1, max_length=128, pattern=VISIBLE)
    content: str


@dataclass(frozen=True)
class Tap:
    """Somebody tapped the choice of this number on the card of this id."""

    card: str
    address: str
    number: int


def parse_tap(body: bytes) -> Tap | None:
    """The tap; None for one on something else. Raises `BadCallback` when it is none at all."""
    try:
        callback = Callback.model_validate_json(body)
    except ValidationError:
        raise BadCallback("no_tap") from None
    try:
        tapped = Tapped.model_validate_json(callback.content)
    except ValidationError:
        return None
    found = ACTION.fullmatch(next(iter(tapped.card_private_data.action_ids), ""))
    return Tap(callback.out_track_id, callback.user_id, int(found[1])) if found else None


class Cards:
    """Delivers cards, knows what their buttons mean, and closes them."""

    def __init__(self, client: DingTalkClient, memory: Memory) -> None:
        self._client = client
        self._settings = client.settings
        self._memory = memory

    async def deliver(self, address: str, message: OutboundMessage) -> str:
        """The card's id, which makes a second try harmless. Raises a `channels.errors.SendError`."""
        labels = [choice.text for choice in message.choices]
        digest = hashlib.sha256(f"{address}\n{message.text}".encode()).hexdigest()[:16]
        card = f"m{message.id}-{digest}"
        kept = json.dumps({"address": address, "labels": labels}, ensure_ascii=False)
        await self._memory.remember(NAME, self._settings.robot, f"card:{card}", kept)
        told = await self._client.call(
            "POST", "/v1.0/card/instances/createAndDeliver", self._body(card, address, message.text, labels)
        )
        if not delivered(told):
            raise Rejected("card_not_delivered")
        return card

    async def label(self, tap: Tap) -> str | None:
        """What the tap says; None on a card that is not ours, or not this person's (forwarded or forged)."""
        kept = await self._memory.recall(NAME, self._settings.robot, f"card:{tap.card}")
        if not kept:
            return None
        offered = json.loads(kept)
        if offered["address"] != tap.address or tap.number >= len(offered["labels"]):
            return None
        return str(offered["labels"][tap.number])

    async def close(self, card: str, label: str) -> None:
        """Show what was chosen. Raises a `channels.errors.SendError`."""
        body = {
            "outTrackId": card,
            "cardData": {"cardParamMap": {"state": "done", "chosen": label}},
            "cardUpdateOptions": {"updateCardDataByKey": True},
        }
        await self._client.call("PUT", "/v1.0/card/instances", body)

    def _body(self, card: str, address: str, text: str, labels: list[str]) -> Json:
        shown = {f"choice_{number}": label for number, label in enumerate(labels)}
        shown |= {"text": text, "choices": json.dumps(labels, ensure_ascii=False), "state": "open"}
        return {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": card,
            "callbackType": self._settings.mode.upper(),
            "userIdType": 1,
            "cardData": {"cardParamMap": shown},
            "openSpaceId": f"dtv1.card//IM_ROBOT.{address}",
            "imRobotOpenSpaceModel": {"supportForward": False},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._settings.robot},
        }


def delivered(told: Json) -> bool:
    """Whether every place the card was meant for has it."""
    result = told.get("result")
    results = result.get("deliverResults") if isinstance(result, dict) else None
    if not isinstance(results, list):
        return told.get("success") is not False
    return all(isinstance(one, dict) and one.get("success") is not False for one in results)
