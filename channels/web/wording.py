"""The page's own words, one file a language. What the interview says comes from content, never from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

LANGUAGES = ("zh", "en", "ja", "ko")
FOLDER = Path(__file__).parent / "words"


class PageWords(Protocol):
    """Where the page gets its words."""

    def for_language(self, language: str) -> Mapping[str, str]:
        """Every key of the page in this language; an unknown language gets the first of `LANGUAGES`."""
        ...


@dataclass(frozen=True)
class FileWords:
    """Words read once from the files."""

    by_language: Mapping[str, Mapping[str, str]]

    def for_language(self, language: str) -> Mapping[str, str]:
        """See `PageWords`."""
        return self.by_language.get(language, self.by_language[LANGUAGES[0]])


def load_words(folder: Path = FOLDER) -> FileWords:
    """Read all languages. Raises ValueError naming the file and the keys when one has too few or too many."""
    words = {language: _read(folder / f"{language}.yaml") for language in LANGUAGES}
    expected = words[LANGUAGES[0]].keys()
    for language, found in words.items():
        if odd := expected ^ found.keys():
            raise ValueError(f"{language}.yaml: {', '.join(sorted(odd))}")
    return FileWords(words)


def _read(path: Path) -> dict[str, str]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(key): str(value) for key, value in loaded.items()}
