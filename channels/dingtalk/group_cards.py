"""Decision cards in a group, with buttons that call back, for organisations that have built a card template.

The same template as for choices (see `cards`). The card is delivered by the app's robot, which must be in the group, and
cannot be forwarded. What each button brings back is kept here: DingTalk carries only the button's number.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from channels.contract import GROUP_PACE, Card, CardButton, Idempotency, SendResult
from channels.desk import Person, Tap
from channels.dingtalk import cards
from channels.dingtalk.cards import delivered
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.messages import NAME
from channels.dingtalk.sessions import Memory
from channels.errors import Rejected
from channels.markdown import card_text

SLOT: Final = "choice_"
SLOTS: Final = 10


class DingTalkCardGroup:
    """Posts and changes cards in one group; the id of a card makes a second try harmless."""

    name = NAME
    idempotency = Idempotency.KEY
    pace = GROUP_PACE

    def __init__(self, client: DingTalkClient, memory: Memory, conversation_id: str) -> None:
        self._client = client
        self._settings = client.settings
        self._memory = memory
        self._conversation_id = conversation_id

    async def post(self, card: Card) -> SendResult:
        """Deliver one card. Raises a `channels.errors.SendError`."""
        digest = hashlib.sha256(
            f"{self._conversation_id}\n{card.title}\n{card.link_url}".encode()
        ).hexdigest()
        track = f"g{card.id}-{digest[:16]}"
        await self._keep(track, card)
        body = {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": track,
            "callbackType": self._settings.mode.upper(),
            "userIdType": 1,
            "cardData": {"cardParamMap": _shown(card)},
            "openSpaceId": f"dtv1.card//IM_GROUP.{self._conversation_id}",
            "imGroupOpenSpaceModel": {"supportForward": False},
            "imGroupOpenDeliverModel": {"robotCode": self._settings.robot},
        }
        told = await self._client.call("POST", "/v1.0/card/instances/createAndDeliver", body)
        if not delivered(told):
            raise Rejected("card_not_delivered")
        return SendResult(track)

    async def edit(self, posted: str, card: Card) -> None:
        """Show another card in its place. Raises a `channels.errors.SendError`."""
        await self._keep(posted, card)
        body = {
            "outTrackId": posted,
            "cardData": {"cardParamMap": _shown(card)},
            "cardUpdateOptions": {"updateCardDataByKey": True},
        }
        await self._client.call("PUT", "/v1.0/card/instances", body)

    async def _keep(self, track: str, card: Card) -> None:
        values = {number: button.value for number, button in _numbered(card).items()}
        await self._memory.remember(NAME, self._settings.robot, f"group card:{track}", json.dumps(values))


async def tapped(memory: Memory, account: str, tap: cards.Tap) -> Tap | None:
    """The tap as the house knows it; None on a card that is none of a group's."""
    kept = await memory.recall(NAME, account, f"group card:{tap.card}")
    if kept is None:
        return None
    value = str(json.loads(kept).get(f"{SLOT}{tap.number}", ""))
    return Tap(Person(NAME, account, tap.address), tap.card, value)


def _numbered(card: Card) -> dict[str, CardButton]:
    """The buttons by their slots. A change moves them all, so that a tap on what a phone still showed means nothing."""
    first = SLOTS // 2 * (card.revision % 2)
    return {f"{SLOT}{first + number}": button for number, button in enumerate(card.buttons[: SLOTS // 2])}


def _shown(card: Card) -> Mapping[str, str]:
    """The template's variables; numbers that are not used any more must be emptied."""
    numbered = {slot: button.text for slot, button in _numbered(card).items()}
    labels = list(numbered.values())
    state = "open" if labels else "done"
    return {
        **{f"{SLOT}{number}": "" for number in range(SLOTS)},
        **numbered,
        "text": card_text(replace(card, buttons=())),
        "choices": json.dumps(labels, ensure_ascii=False),
        "state": state,
        "chosen": "",
    }
