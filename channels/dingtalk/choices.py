"""Quick replies as numbered lines: DingTalk's plain buttons open addresses and tell us nothing.

What the numbers mean is kept, so that an answer of “2” says what the second line said.
"""

import json
import re
from typing import Final

from channels.contract import Choice
from channels.dingtalk.messages import NAME
from channels.dingtalk.sessions import Memory

NUMBER: Final = re.compile(r"(\d{1,2})\s*[.。、)）]?")


def numbered(text: str, choices: tuple[Choice, ...]) -> str:
    """The text with its choices below, each on a line of its own."""
    if not choices:
        return text
    lines = (f"{number}. {choice.text}" for number, choice in enumerate(choices, 1))
    return "\n".join([text, "", *lines])


class Choices:
    """The choices that stand open for each person."""

    def __init__(self, memory: Memory, account: str) -> None:
        self._memory = memory
        self._account = account

    async def offer(self, address: str, choices: tuple[Choice, ...]) -> None:
        """From now on numbers mean these; nothing when there are none."""
        name = f"choices:{address}"
        if not choices and not await self._memory.recall(NAME, self._account, name):
            return
        labels = json.dumps([choice.text for choice in choices], ensure_ascii=False) if choices else ""
        await self._memory.remember(NAME, self._account, name, labels)

    async def meant(self, address: str, text: str) -> str:
        """What was said, in the words of the choice that a bare number names."""
        found = NUMBER.fullmatch(text)
        kept = found and await self._memory.recall(NAME, self._account, f"choices:{address}")
        labels: list[str] = json.loads(kept) if kept else []
        number = int(found[1]) if found else 0
        return labels[number - 1] if 0 < number <= len(labels) else text
