"""What the console says to HR, in each of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

FOLDER: Final = Path(__file__).parent / "words"
LANGUAGES: Final[tuple[str, ...]] = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str
    lines: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The line with its `{values}` filled in. KeyError when there is no such line."""
        line = self.lines[key]
        return line.format(**values) if values else line

    def known(self, key: str, otherwise: str) -> str:
        """The line, or `otherwise` for a code that came from data and has no words yet."""
        return self.lines.get(key, otherwise)


@cache
def words(language: str) -> Words:
    """The words of `language`; Chinese when we do not have it."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    lines = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return Words(language, {str(key): str(line) for key, line in lines.items()})


def preferred(accept_language: str) -> str:
    """The first of our languages that a browser asks for.

    >>> preferred("fr, en-GB;q=0.8, zh;q=0.5")
    'en'
    """
    for part in accept_language.split(","):
        wanted = part.split(";")[0].strip().split("-")[0].lower()
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]
