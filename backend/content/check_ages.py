"""Looks at questions about age: the number that is asked for and the number that counts must be one."""

import re
from collections.abc import Iterator
from typing import Final

from backend.content.finding import Finding
from backend.content.models import Knockout
from backend.content.pack import Content
from backend.content.text import LANGUAGES

_ASKS_AGE: Final = re.compile(
    r"\d+ ?周?岁|\d+ years|(?:are you|over|aged) (?:over )?\d+|\d+ or (?:older|over)|\d+歳|\d+ ?세",
    re.IGNORECASE,
)


def look(content: Content) -> Iterator[Finding]:
    """A minimum that is not spoken, and an age that is spoken without `at_least`."""
    for position in content.positions.values():
        for knockout in position.knockouts:
            yield from _of(f"positions/{position.id}.yaml", knockout)


def _of(file: str, knockout: Knockout) -> Iterator[Finding]:
    where, minimum = f"knockouts.{knockout.id}", knockout.at_least
    for language in LANGUAGES:
        asked = knockout.ask.said_in(language)
        if minimum is None and knockout.type == "yes_no" and _ASKS_AGE.search(asked):
            yield Finding(file, f"{where}.at_least", "missing: the question asks for an age")
            return
        spoken = re.search(r"\d+", asked)
        if minimum is not None and (spoken is None or int(spoken[0]) != minimum):
            yield Finding(file, f"{where}.ask.{language}", f"does not ask for the age of at_least, {minimum}")
