"""`miantan channel check NAME`: whether a messenger is set up right, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

import channels
from channels.dingtalk import check as dingtalk
from channels.finding import Finding
from channels.telegram import check as telegram
from channels.telegram.line import Line
from channels.telegram.pause import OwnMemory
from channels.wecom import check as wecom
from miantan.settings import Settings

NAMES = ("wecom", "dingtalk", "telegram")


async def check(settings: Settings, name: str) -> list[Finding]:
    """What was found. Raises ValueError for a messenger that does not exist or is not set up."""
    if name not in NAMES:
        raise ValueError(f"channel {name}: one of {', '.join(NAMES)}")
    given = {
        "wecom": settings.wecom.corp_id,
        "dingtalk": settings.dingtalk.app_key,
        "telegram": settings.telegram.bot_token.get_secret_value(),
    }
    if not given[name]:
        raise ValueError(f"channel {name} is not set up: see docs/how-to/{name}.md")
    async with httpx.AsyncClient(timeout=10) as client:
        if name == "wecom":
            return await wecom.check(settings.wecom, client, settings.address)
        if name == "dingtalk":
            return await dingtalk.check(settings.dingtalk, client, settings.address)
        line = Line(settings.telegram, OwnMemory())
        try:
            return await telegram.check(settings.telegram, line, settings.address)
        finally:
            await line.close()


def told(name: str, findings: list[Finding], language: str) -> Iterator[str]:
    """One line for each finding, and one more for what to do where something is wrong."""
    words = _words(name)
    spoken = "zh" if language == "zh" else "en"
    for finding in findings:
        yield ("✓ " if finding.ok else "✗ ") + words[finding.what][spoken]
        if not finding.ok and finding.remedy:
            yield "  → " + words[finding.remedy][spoken]


def _words(name: str) -> dict[str, dict[str, str]]:
    path = Path(channels.__file__).parent / name / "words.yaml"
    all_words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = all_words["findings"]
    return found
