"""Lines of a conversation as the page receives them."""

import json
from dataclasses import asdict
from datetime import datetime

from channels.contract import Gateway, Shown, View

PAGE = 500


async def everything_after(gateway: Gateway, conversation_id: str, after: int) -> View:
    """All lines with a greater id, oldest first, however many pages of the gateway they fill."""
    found: list[Shown] = []
    while True:
        page = await gateway.look(conversation_id, after)
        found += page.lines
        if len(page.lines) < PAGE:
            return View(found, page.thinking)
        after = page.lines[-1].id


class Reader:
    """Reads one conversation on and on, each line once: `Shown.id` only grows as lines become visible."""

    def __init__(self, gateway: Gateway, conversation_id: str, after: int) -> None:
        self._gateway = gateway
        self._conversation_id = conversation_id
        self._after = after

    async def news(self) -> View:
        """What has been said since the last call, oldest first."""
        found = await everything_after(self._gateway, self._conversation_id, self._after)
        if found.lines:
            self._after = found.lines[-1].id
        return found


def as_json(value: Shown | dict[str, object]) -> str:
    """Compact JSON; times in ISO 8601 with their offset."""
    plain = asdict(value) if isinstance(value, Shown) else value
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_written)


def listed(found: View) -> str:
    """The answer to a page that asks instead of listening."""
    return as_json({"messages": [asdict(line) for line in found.lines], "thinking": found.thinking})


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
