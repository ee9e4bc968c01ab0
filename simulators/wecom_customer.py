"""A candidate on ordinary WeChat: the one of the web page, with another way to speak and to read."""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.candidate import Candidate
from simulators.wecom import WeCom
from simulators.wecom_parts import WELCOME_SECONDS, Sent

GREETING = "你好"
PICTURE = b"\x89PNG\r\n\x1a\n"


@dataclass(kw_only=True)
class Customer(Candidate):
    """Opens the same invitation in 微信客服. `name` is the external_userid."""

    platform: WeCom
    name: str
    _opened: float = 0.0
    _read: int = 0
    _keys: set[str] = field(default_factory=set)

    async def _post(self, client: httpx.AsyncClient, door: str, body: dict[str, Any], key: str = "") -> None:
        """What is sent twice under one key is one message of which the platform tells twice."""
        if not key or key not in self._keys:
            self._act(door, body)
        self._keys.add(key)
        await self.platform.wake(client)

    def _act(self, door: str, body: dict[str, Any]) -> None:
        if door == "open":
            self._opened = time.monotonic()
            self.platform.open_chat(self.name, self.link.rsplit("/i/", 1)[1])
        elif body.get("kind") == "sticker":
            self.platform.send_media(self.name, "image", PICTURE, "image/png")
        elif body["text"] in self._choices():
            self.platform.tap(self.name, body["text"])
        else:
            self.platform.say(self.name, body["text"])

    async def _look(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        """A chat that stays silent after it was opened is greeted, as people do; only then may it answer late."""
        received = self._received()
        new, self._read = received[self._read :], len(received)
        if not received and self._opened and time.monotonic() - self._opened > WELCOME_SECONDS:
            self._opened = 0.0
            await self._post(client, "messages", {"text": GREETING})
        return [{"text": sent.text, "choices": sent.choices} for sent in new]

    def _received(self) -> list[Sent]:
        return [sent for sent in self.platform.inbox if sent.to == self.name]

    def _choices(self) -> list[str]:
        received = self._received()
        return received[-1].choices if received else []
