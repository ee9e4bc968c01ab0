"""The few sentences that Telegram people and its administrators see from the channel itself."""

from pathlib import Path
from typing import Any

import yaml


class BotWords:
    """`refusal` by language."""

    def __init__(self, refusals: dict[str, str]) -> None:
        self._refusals = refusals

    def refusal(self, language_code: str | None) -> str:
        """In the language of the person's app, as far as we speak it; else in English, and Chinese when unknown."""
        code = (language_code or "zh").split("-")[0].lower()
        return self._refusals.get(code, self._refusals["en"])


def load_words() -> BotWords:
    """The words beside this file."""
    path = Path(__file__).parent / "words.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return BotWords(dict(told["refusal"]))
