"""What was read from a résumé: values, their places in the text, and how sure the reading is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PARSER: Final = "miantan-resume/1"
"""Kept with each document, so that old readings can be told from new ones."""
TEXT_LIMIT: Final = 100_000
"""Characters; a résumé that is longer is not one."""


class Kind(StrEnum):
    """The kinds of files that can be read."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"
    JSON = "application/json"


class Unreadable(Exception):
    """The file cannot be read; `reason` is a short code, safe to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """A value and where it stands: characters `start` to `end` of `Reading.text`. `confidence`: 0 to 1."""

    value: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Job:
    """A place of work or study. `begin`, `end`: YYYY-MM; `end` is "" while it goes on."""

    what: Found
    begin: str
    end: str


@dataclass(frozen=True)
class Reading:
    """All that was found; None or empty: not said. `birth` is an ISO date or YYYY-MM."""

    text: str
    name: Found | None = None
    phone: Found | None = None
    email: Found | None = None
    birth: Found | None = None
    age: Found | None = None
    degree: Found | None = None
    education: tuple[Job, ...] = ()
    experience: tuple[Job, ...] = ()
    skills: tuple[Found, ...] = ()
    certificates: tuple[Found, ...] = ()
    parser: str = PARSER
