"""A candidate on the web page: opens the link, reads what comes, and answers as people do, with their habits.

Speaks HTTP as the page does. Every message has a key of its own, so that a repeat after an error is the same message.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

PATIENCE = 120.0  # seconds a candidate waits for a reply before giving up, unless told otherwise
LOOK = 0.1  # seconds between looks


class NoReply(Exception):
    """The house has not answered within the patience of this person."""


@dataclass(frozen=True)
class Habits:
    """What this person does besides answering; the numbers say after how many answers."""

    asks_after: int | None = None
    redoes_after: int | None = None
    pauses_after: int | None = None
    sticker_after: int | None = None
    withdraws_after: int | None = None
    sends_twice: bool = False
    breaks_answers: bool = False
    picks: int = 0
    """Which quick reply is taken where there are three or more to choose from."""


@dataclass(frozen=True)
class Words:
    """What this person says, in one language. `closing` is how our last question is known."""

    agree: str
    yes: str
    redo: str
    pause: str
    resume: str
    withdraw: str
    bye: str
    closing: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]


def words(language: str) -> Words:
    """The words of a language (zh, en, ja, ko)."""
    told = yaml.safe_load((Path(__file__).parent / "words" / f"{language}.yaml").read_text(encoding="utf-8"))
    return Words(**{**told, "questions": tuple(told["questions"]), "answers": tuple(told["answers"])})


@dataclass
class Candidate:
    """One person. After `interview`, `sent` and `heard` hold what was said, `delays` the seconds to each reply."""

    link: str
    words: Words
    habits: Habits
    seed: int
    patience: float = PATIENCE
    sent: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    answered: int = 0
    over: bool = False
    _last: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._asks = list(self.words.questions)
        self._done: set[str] = set()
        base, token = self.link.rsplit("/i/", 1)
        self._doors = f"{base}/channels/web/{token}"

    async def interview(self, client: httpx.AsyncClient) -> None:
        """Hold the whole interview. Raises NoReply."""
        await self._post(client, "open", {}, "start")
        said = await self._listen(client)
        while not self.over:
            said = await self._react(client, said)

    async def _react(self, client: httpx.AsyncClient, said: dict[str, Any]) -> dict[str, Any]:
        if self.words.closing in said["text"]:
            self.over = True
            return await self._say(client, self.words.bye)
        if choices := said["choices"]:
            picked = self.habits.picks % len(choices) if len(choices) > 2 else 0
            return await self._say(client, choices[picked])
        for habit, after in vars(self.habits).items():
            if habit.endswith("_after") and after == self.answered and habit not in self._done:
                self._done.add(habit)
                return await self._indulge(client, habit)
        return await self._answer(client)

    async def _indulge(self, client: httpx.AsyncClient, habit: str) -> dict[str, Any]:
        if habit == "asks_after":
            for question in self._asks[:-1]:
                await self._say(client, question)
            return await self._say(client, self._asks[-1])
        if habit == "redoes_after":
            return await self._say(client, self.words.redo)
        if habit == "sticker_after":
            await self._post(client, "messages", {"kind": "sticker", "text": "", "seen": self._last})
            return await self._listen(client)
        if habit == "pauses_after":
            await self._say(client, self.words.pause)
            await asyncio.sleep(self._chance.uniform(0.2, 1.0))
            return await self._say(client, self.words.resume)
        await self._say(client, self.words.withdraw)
        self.over = True
        return await self._say(client, self.words.yes)

    async def _answer(self, client: httpx.AsyncClient) -> dict[str, Any]:
        self.answered += 1
        text = f"{self._chance.choice(self.words.answers)} #{self.seed}-{self.answered}"
        if self.habits.breaks_answers:
            first, text = text[:6].strip(), text[6:].strip()
            await self._post(client, "messages", {"text": first, "seen": self._last})
            self.sent.append(first)
        return await self._say(client, text)

    async def _say(self, client: httpx.AsyncClient, text: str) -> dict[str, Any]:
        await asyncio.sleep(self._chance.uniform(0.05, 0.4))
        key, began = str(uuid4()), time.monotonic()
        for _ in range(2 if self.habits.sends_twice else 1):
            await self._post(client, "messages", {"text": text, "seen": self._last}, key)
        self.sent.append(text)
        said = await self._listen(client)
        self.delays.append(time.monotonic() - began)
        return said

    async def _post(self, client: httpx.AsyncClient, door: str, body: dict[str, Any], key: str = "") -> None:
        headers = {"Idempotency-Key": key or str(uuid4())}
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                answer = await client.post(f"{self._doors}/{door}", json=body, headers=headers)
                if answer.status_code < 500:
                    answer.raise_for_status()
                    return
            except httpx.TransportError:
                pass  # the network is away; the page would try again too
            await asyncio.sleep(0.5)
        raise NoReply(door)

    async def _listen(self, client: httpx.AsyncClient) -> dict[str, Any]:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            if new := await self._look(client):
                self.heard.extend(line["text"] for line in new)
                return new[-1]
            await asyncio.sleep(LOOK)
        raise NoReply(self.sent[-1] if self.sent else "opening")

    async def _look(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        try:
            answer = await client.get(f"{self._doors}/messages", params={"after": self._last})
            answer.raise_for_status()
        except httpx.HTTPError:
            return []
        lines = answer.json()["messages"]
        self._last = max([self._last, *(line["id"] for line in lines)])
        return [line for line in lines if not line["mine"]]
