"""How a report reads in HR's language: its keys, ids and codes with the words of the content it was made with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from backend.console.words import Words
from backend.content.errors import ContentError
from backend.content.form import Form
from backend.content.lines import Line
from backend.content.pack import Content
from backend.content.render import render
from backend.content.text import Language
from backend.reports.content import Phrase, QuestionScore

PATTERNS: Final = {
    "asked_already": re.compile(r"(?P<piece>\w+) asked already"),
    "lacks": re.compile(r"(?P<kind>\w+) answer lacks (?P<piece>\w+)"),
    "probe": re.compile(r"probe (?P<piece>\w+)"),
    "months": re.compile(r"(?P<months>[\d.]+|no) months, experienced from (?P<needed>\d+)"),
}
"""Codes of the interviewer that carry a value."""


@dataclass(frozen=True)
class Spoken:
    """The words of one reader for one report."""

    words: Words
    content: Content
    form: Form | None

    def report(self, key: str) -> str:
        """A word every report uses: `report.<key>` of the content; the key itself when it has none."""
        return self._locale().get(f"report.{key}", key)

    def phrase(self, phrase: Phrase) -> str:
        """A stored phrase, its dimension by name."""
        values = {
            name: self.dimension(value) if name == "dimension" else value
            for name, value in phrase.params.items()
        }
        return self._locale().get(phrase.key, phrase.key).format(**values)

    def dimension(self, dimension_id: str) -> str:
        """The name of a competency."""
        found = self.content.dimensions.get(dimension_id)
        return found.name.said_in(self.words.language) if found else dimension_id

    def level(self, level: float) -> str:
        """The name of the nearest of the five levels."""
        return self.report(f"level.{min(5, max(1, round(level)))}")

    def question(self, question: QuestionScore) -> str:
        """The question as it was asked on the person's branch."""
        return self.step(question.question_id, question.branch)

    def step(self, step_id: str, branch: str | None) -> str:
        """What was asked at one step of the interview, whatever kind it was."""
        for key in (
            f"question:{step_id}:{branch or 'novice'}",
            f"knockout:{step_id}",
            f"site_question:{step_id}",
        ):
            said = self.line(key)
            if said != key:
                return said
        return self.line("experience") if step_id == "experience" else step_id

    def fact(self, kind: str, name: str, branch: str | None) -> str:
        """What a fact answers."""
        return self.words.known(f"fact.{kind}.{name}", "") or self.step(name, branch)

    def line(self, key: str) -> str:
        """A content address in the reader's language; the address itself when the content no longer has it."""
        if self.form is None:
            return key
        try:
            return render([Line(key)], cast(Language, self.words.language), self.content, self.form)
        except ContentError:
            return key

    def trace(self, code: str) -> str:
        """What the interviewer did, or why: its code in words."""
        for name, pattern in PATTERNS.items():
            if found := pattern.fullmatch(code):
                values = {
                    key: self.words.known(f"trace.value.{value}", value)
                    for key, value in found.groupdict().items()
                }
                return self.words(f"trace.{name}", **values)
        return self.words.known(f"trace.{_slug(code)}", code)

    def _locale(self) -> Mapping[str, str]:
        return self.content.locales[cast(Language, self.words.language)]


def _slug(code: str) -> str:
    """A code as the end of a key.

    >>> _slug("answer is rich")
    'answer_is_rich'
    """
    return re.sub(r"\W+", "_", code).strip("_")
