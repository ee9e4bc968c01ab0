"""A candidate on Telegram: the one of the web page, with another way to speak and to read."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.candidate import Candidate
from simulators.telegram import Json
from simulators.telegram_person import Person


@dataclass(kw_only=True)
class TelegramCandidate(Candidate):
    """Opens the same invitation by `t.me/<bot>?start=<token>`."""

    person: Person
    _read: int = 0
    _updates: dict[str, Json] = field(default_factory=dict)

    async def _post(self, client: httpx.AsyncClient, door: str, body: dict[str, Any], key: str = "") -> None:
        """What is sent twice under one key is one update that Telegram brings twice."""
        if key in self._updates:
            self.person.platform.repeat(self._updates[key])
        else:
            self._updates[key] = self._act(door, body)

    def _act(self, door: str, body: dict[str, Any]) -> Json:
        if door == "open":
            return self.person.opens(self.link.rsplit("/i/", 1)[1])
        if body.get("kind") == "sticker":
            return self.person.sends(sticker={"file_id": "S", "file_unique_id": "S"})
        if body["text"] in self.person.choices():
            return self.person.taps(body["text"])
        return self.person.says(body["text"])

    async def _look(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        heard = self.person.heard()
        new, self._read = heard[self._read :], len(heard)
        last = len(new) - 1
        return [
            {"text": text, "choices": self.person.choices() if number == last else []}
            for number, text in enumerate(new)
        ]
