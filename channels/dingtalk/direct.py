"""Messages to members by `batchSend`, where HTTP 200 says nothing: three lists tell who got none.

Source: https://help.dingtalk.io/open/development/chatbots-send-one-on-one-chat-messages-in-batches.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from channels.dingtalk.client import DingTalkClient, Json
from channels.dingtalk.failures import PAUSE
from channels.errors import SendError, Throttled, Unreachable

PATH: Final = "/v1.0/robot/oToMessages/batchSend"
AT_ONCE: Final = 20

Outcome = Mapping[str, SendError | None]


class Direct:
    """Writes to people who need not have written first."""

    def __init__(self, client: DingTalkClient) -> None:
        self._client = client

    async def send(self, people: Sequence[str], text: str) -> Outcome:
        """What became of each person's copy; None is delivered. Raises SendError when none of a call went out."""
        outcome: dict[str, SendError | None] = {}
        for start in range(0, len(people), AT_ONCE):
            asked = people[start : start + AT_ONCE]
            body = {
                "robotCode": self._client.settings.robot,
                "userIds": list(asked),
                "msgKey": "sampleText",
                "msgParam": json.dumps({"content": text}, ensure_ascii=False),
            }
            outcome |= _outcome(asked, await self._client.call("POST", PATH, body))
        return outcome


def _outcome(people: Sequence[str], told: Json) -> Outcome:
    outcome: dict[str, SendError | None] = dict.fromkeys(people)
    for person in _listed(told, "filteredStaffIdList"):
        outcome[person] = Unreachable("filtered")
    for person in _listed(told, "invalidStaffIdList"):
        outcome[person] = Unreachable("invalid_staff_id")
    for person in _listed(told, "flowControlledStaffIdList"):
        outcome[person] = Throttled("flow_controlled", retry_after=PAUSE)
    return outcome


def _listed(told: Json, name: str) -> list[str]:
    people = told.get(name)
    return [str(person) for person in people] if isinstance(people, list) else []
