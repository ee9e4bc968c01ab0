"""From keys to the sentence one candidate reads: rendered last, in the interview's language and content version."""

from collections.abc import Sequence
from typing import Any, cast

from backend.content.errors import MissingFact
from backend.content.form import Form
from backend.content.lines import Line
from backend.content.pack import Content
from backend.content.render import choices, render
from backend.content.text import Language


def say(payload: dict[str, Any], language: str, content: Content, form: Form) -> tuple[str, tuple[str, ...]]:
    """The text and the quick replies of a `say` payload."""
    spoken = cast(Language, language)
    lines = [Line.from_json(line) for line in payload["lines"]]
    text = "".join(_sentence(line, spoken, content, form) + _gap(line) for line in lines).rstrip()
    return text, tuple(_label(chip, spoken, content, form) for chip in payload["choices"])


def _gap(line: Line) -> str:
    """A paragraph, but the count of a question stands right over it."""
    return "\n" if line.key == "question.counter" else "\n\n"


def _sentence(line: Line, language: Language, content: Content, form: Form) -> str:
    try:
        return render([line], language, content, form)
    except MissingFact:
        return render([Line("faq.unknown")], language, content, form)


def _label(chip: str, language: Language, content: Content, form: Form) -> str:
    if not chip.startswith("option:"):
        return content.locales[language][chip]
    _, name, index = chip.split(":")
    return _options(name, language, content, form)[int(index)]


def _options(name: str, language: Language, content: Content, form: Form) -> Sequence[str]:
    kind = "knockout" if any(knockout.id == name for knockout in form.knockouts) else "site_question"
    return [choice.label for choice in choices(f"{kind}:{name}", language, content, form)]
