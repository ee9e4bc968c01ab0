"""The few sentences that people on Telegram see from the channel itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

SPOKEN = ("refusal", "check", "wrong", "locked", "stale")


class BotWords:
    """Sentences by key and language."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = sentences

    def say(self, key: str, language_code: str | None) -> str:
        """In the language of the person's app, as far as we speak it; else in English, and Chinese when unknown."""
        said = self._sentences[key]
        return said.get((language_code or "zh").split("-")[0].lower(), said["en"])


def load_words() -> BotWords:
    """The words beside this file."""
    path = Path(__file__).parent / "words.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return BotWords({key: told[key] for key in SPOKEN})
