"""A candidate on DingTalk: the one of the web page, with another way to speak and to read."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.candidate import Candidate
from simulators.dingtalk_messages import Phone
from simulators.dingtalk_stream import Json

NUMBERED = re.compile(r"\n(\n\d+\. [^\n]+)+$")
LINE = re.compile(r"\d+\. ([^\n]+)")
MESSAGES = "/v1.0/im/bot/messages/get"


@dataclass(kw_only=True)
class DingTalkCandidate(Candidate):
    """A member of the organisation who pastes the invitation into the robot's chat; the robot listens by Stream."""

    phone: Phone
    _read: int = 0
    _messages: dict[str, Json] = field(default_factory=dict)

    async def _post(self, client: httpx.AsyncClient, door: str, body: dict[str, Any], key: str = "") -> None:
        """What is sent twice under one key is one message that DingTalk tells twice."""
        message = self._messages.get(key) or self._act(door, body)
        self._messages[key] = message
        self.phone.platform.stream.send("CALLBACK", MESSAGES, message)

    def _act(self, door: str, body: dict[str, Any]) -> Json:
        if door == "open":
            return self.phone.says(self.link)
        if body.get("kind") == "sticker":
            return self.phone.sends("picture", {"downloadCode": "none"})
        return self.phone.says(body["text"])

    async def _look(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        heard = self.phone.member.heard
        new, self._read = heard[self._read :], len(heard)
        return [_read(text) for text in new]


def _read(text: str) -> dict[str, Any]:
    """A message and the numbered lines below it."""
    found = NUMBERED.search(text)
    if found is None:
        return {"text": text, "choices": []}
    return {"text": text[: found.start()], "choices": LINE.findall(found[0])}
