"""The report's keys as sentences, in the language of whoever reads."""

from collections.abc import Iterator, Mapping
from typing import Final

from backend.content.form import Form
from backend.content.lines import Line
from backend.content.pack import Content
from backend.content.render import render
from backend.content.text import Language
from backend.reports.content import Phrase, ReportContent


class ReportWords:
    """Speaks one report: what was asked as it was then (`content`, `form`), our own lines as they are now (`current`).

    A phrase's param `dimension` is an id in the report and a name when spoken.
    """

    def __init__(self, content: Content, form: Form, language: Language, current: Content) -> None:
        self._content = content
        self._form = form
        self._current = content.model_copy(update={"locales": current.locales})
        self._language: Final = language

    def say(self, key: str, **params: str) -> str:
        """One locale line. Raises `backend.content.errors.RenderError`."""
        return render([Line(key, params)], self._language, self._current, self._form)

    def phrase(self, phrase: Phrase) -> str:
        """A phrase of the report."""
        return self.say(phrase.key, **dict(self._named(phrase.params)))

    def dimension(self, key: str) -> str:
        """The name of a dimension."""
        return self._content.dimensions[key].name.said_in(self._language)

    def knockout(self, key: str) -> str:
        """What was asked."""
        return self._form.knockout(key).ask.said_in(self._language)

    def anchor(self, name: str) -> str:
        """What a quote speaks for; a scorer may also give the words of the anchor itself."""
        key = f"report.anchor.{name}"
        return self.say(key) if key in self._current.locales[self._language] else name

    def value(self, figure: float | None) -> str:
        """A figure on 0-10 with its one decimal, or that there is not enough evidence."""
        return self.say("report.not_enough") if figure is None else f"{figure:.1f}"

    def next_probes(self, report: ReportContent) -> tuple[str, ...]:
        """What to ask next, a sentence each."""
        return tuple(self.phrase(phrase) for phrase in report.next_probes)

    def _named(self, params: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name, value in params.items():
            yield name, self.dimension(value) if name == "dimension" else value
