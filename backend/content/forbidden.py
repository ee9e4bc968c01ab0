"""Finds questions that may not be asked, and says what may be asked instead."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.content import files
from backend.content.errors import ContentError
from backend.content.loader import parse
from backend.content.models import ForbiddenFile
from backend.content.text import LANGUAGES, Language, Text

FILE: Final = "forbidden.yaml"


@dataclass(frozen=True)
class Forbidden:
    """A forbidden matter found in a question."""

    topic: str
    words: str
    suggestion: Text


class Guard:
    """The forbidden questions, compiled once."""

    def __init__(self, rules: ForbiddenFile) -> None:
        self._topics = rules.topics
        self._exempt = {
            language: _any(f"exempt.{language}", rules.exempt.get(language, ())) for language in LANGUAGES
        }
        self._patterns = {
            (name, language): _any(f"topics.{name}.{language}", topic.patterns.get(language, ()))
            for name, topic in rules.topics.items()
            for language in LANGUAGES
        }

    @classmethod
    def read(cls, root: Path | None = None) -> "Guard":
        """The guard of the content under `root` (the shipped one by default); ContentError if unreadable."""
        return cls(parse(ForbiddenFile, FILE, files.read(root or files.SHIPPED, FILE)))

    def find(self, question: str, language: Language | None = None) -> tuple[Forbidden, ...]:
        """What may not be asked in `question`; without a language it is read in all of them."""
        spoken = LANGUAGES if language is None else (language,)
        asked = unicodedata.normalize("NFKC", question).lower()
        for one in spoken:
            asked = self._exempt[one].sub(" ", asked)
        return tuple(found for name in self._topics if (found := self._first(name, asked, spoken)))

    def _first(self, name: str, asked: str, spoken: tuple[Language, ...]) -> Forbidden | None:
        for language in spoken:
            words = self._patterns[name, language].search(asked)
            if words is not None:
                return Forbidden(name, words[0], self._topics[name].suggestion)
        return None


def _any(where: str, patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression that matches where any does; with none, nothing."""
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")
    except re.error as error:
        raise ContentError(FILE, where, f"not a regular expression: {error}") from error
