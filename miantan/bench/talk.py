"""One candidate whose page listens all the time, and the same words said to a stock Rasa."""

import asyncio
import json
from uuid import uuid4

import httpx

FIRST = ("同意", "是", "是", "下周一就可以到岗。", "没做过这类工作。")
"""From consent to the first question of the interview."""
WORDS = ("再说一遍", "工资多少？", "进度", "那次我没跳过这一步，先停机再报给班长，后来没再出过事。", "说明")


def words(turn: int) -> str:
    """What is said in this turn after the first words."""
    return WORDS[turn % len(WORDS)]


class Talk:
    """A conversation over the web channel, as the page holds it."""

    def __init__(self, client: httpx.AsyncClient, doors: str) -> None:
        self._client = client
        self._doors = doors
        self._heard: asyncio.Queue[int] = asyncio.Queue()
        self._last = 0

    async def listen(self) -> None:
        """Follow the event stream until cancelled."""
        async with self._client.stream("GET", f"{self._doors}/events") as stream:
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "message":
                    message = json.loads(line[5:])
                    if not message["mine"]:
                        self._heard.put_nowait(message["id"])

    async def open(self) -> None:
        """Begin, and wait for the greeting."""
        await self._client.post(f"{self._doors}/open")
        self._last = await self._heard.get()

    async def say(self, said: str) -> None:
        """Send, and wait for the reply."""
        body, headers = {"text": said, "seen": self._last}, {"Idempotency-Key": str(uuid4())}
        await self._client.post(f"{self._doors}/messages", json=body, headers=headers)
        self._last = await self._heard.get()
