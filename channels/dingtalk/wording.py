"""The few sentences that people on DingTalk see from the channel itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

SPOKEN: Final = ("refusal", "check", "wrong", "locked")


def load_words() -> Mapping[str, str]:
    """By key, in Chinese and English: DingTalk does not tell a person's language."""
    path = Path(__file__).parent / "words.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: f"{told[key]['zh']}\n{told[key]['en']}" for key in SPOKEN}
