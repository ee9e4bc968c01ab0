"""The few sentences this channel says itself, from `words.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).parent / "words.yaml"
FIRST: Final = "zh"


def load_words(language: str = FIRST) -> Mapping[str, str]:
    """Every sentence in this language, or in Chinese when we have no other."""
    loaded = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    chosen = loaded.get(language) or loaded[FIRST]
    return {str(key): str(words) for key, words in chosen.items()}
