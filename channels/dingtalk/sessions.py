"""Where a person's last message may be answered: for about 90 minutes, without a token or a metered call."""

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Protocol

import httpx

from channels.dingtalk.messages import NAME, Session
from channels.dingtalk.settings import DingTalkSettings

MARGIN_MS: Final = 60_000
"""A session this close to its end is not used any more."""
FRESH_MS: Final = 45 * 60_000
"""A kept session that lives longer than this is not replaced, so that most messages cost no write."""
CACHED: Final = 10_000


class Memory(Protocol):
    """Small facts that all processes share; `channels.platform.PlatformGateway` is one."""

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a fact."""
        ...

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        ...


class Sessions:
    """The session of each person; `now_ms` is in milliseconds since 1970."""

    def __init__(self, memory: Memory, settings: DingTalkSettings, now_ms: Callable[[], int]) -> None:
        self._memory = memory
        self._settings = settings
        self._now_ms = now_ms
        self._kept: OrderedDict[str, int] = OrderedDict()

    async def keep(self, address: str, session: Session | None) -> None:
        """Keep a person's session, unless it leads elsewhere or the one we have is good for long."""
        if session is None or not self.usable(session):
            return
        if self._kept.get(address, 0) - self._now_ms() > FRESH_MS:
            return
        value = json.dumps({"url": session.url, "until": session.until})
        await self._memory.remember(NAME, self._settings.robot, f"session:{address}", value)
        self._kept[address] = session.until
        if len(self._kept) > CACHED:
            self._kept.popitem(last=False)

    async def of(self, address: str) -> str | None:
        """The address to answer this person at, while it may be used."""
        kept = await self._memory.recall(NAME, self._settings.robot, f"session:{address}")
        if not kept:
            return None
        session = Session(**json.loads(kept))
        return session.url if self.usable(session) else None

    def usable(self, session: Session) -> bool:
        """It lives, and it is DingTalk's: callbacks are signed over the time only, so a body may be forged."""
        return session.until - self._now_ms() > MARGIN_MS and _is_dingtalk(session.url, self._settings)


def _is_dingtalk(address: str, settings: DingTalkSettings) -> bool:
    try:
        url = httpx.URL(address)
        own = {_origin(httpx.URL(base)) for base in (settings.api_base_url, settings.oapi_base_url)}
    except httpx.InvalidURL:
        return False
    return _origin(url) in own or (url.scheme == "https" and url.host.endswith(".dingtalk.com"))


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
