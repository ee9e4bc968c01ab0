"""How DingTalk calls an application: signed anew for every try, three tries, five seconds each."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_hex

import httpx

from simulators.dingtalk_messages import Json, Subscription, signed

TRIES = 3
ANSWER_SECONDS = 5.0


@dataclass
class Pusher:
    """Brings robot messages and encrypted events; `statuses` keeps what each try got (0: no answer)."""

    client: httpx.AsyncClient
    app_secret: str
    subscription: Subscription
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    statuses: list[int] = field(default_factory=list)

    async def message(self, url: str, message: Json) -> bool:
        """One message to the robot's address; True when it was taken."""
        return await self._tried(lambda: self._message(url, message))

    async def event(self, url: str, plain: bytes) -> bool:
        """One event; taken only when the answer is the encrypted word `success`."""
        return await self._tried(lambda: self._event(url, plain))

    async def _message(self, url: str, message: Json) -> bool:
        headers = signed(self.app_secret, int(self.now() * 1000))
        response = await self.client.post(url, json=message, headers=headers, timeout=ANSWER_SECONDS)
        self.statuses.append(response.status_code)
        return response.is_success

    async def _event(self, url: str, plain: bytes) -> bool:
        query, body = self.subscription.encrypted(plain, str(int(self.now() * 1000)), token_hex(4))
        response = await self.client.post(url, params=query, json=body, timeout=ANSWER_SECONDS)
        self.statuses.append(response.status_code)
        return response.is_success and self.subscription.opened(response.json()) == b"success"

    async def _tried(self, bring: Callable[[], Awaitable[bool]]) -> bool:
        for number in range(TRIES):
            if number:
                await self.sleep(ANSWER_SECONDS)
            try:
                if await bring():
                    return True
            except httpx.HTTPError:
                self.statuses.append(0)
        return False
