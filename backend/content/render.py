"""From lines to the sentences one candidate reads, in their language and with their site's facts."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.content.errors import MissingFact, MissingParam, UnknownKey
from backend.content.form import Form
from backend.content.lines import Line
from backend.content.models import Option, Question
from backend.content.pack import Content
from backend.content.text import Language, Text, fact_in

SLOT: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
"""A named place: `{minutes}` is a run-time value, `{facts.pay_base}` a fact of the site, `{chip.human}` a
command word of the language, `{why}` how the question named by the param `about` bears on the work."""


@dataclass(frozen=True)
class Choice:
    """A chip: `id` is stable, `label` is what the candidate sees and may type."""

    id: str
    label: str


def render(
    lines: Sequence[Line],
    language: Language,
    content: Content,
    form: Form,
    params: Mapping[str, str] | None = None,
) -> str:
    """One message: the lines' sentences, a blank line between them.

    A line's own params win over `params`, and both over what the content knows (company, minutes, n …).
    Raises MissingFact (route to a person), MissingParam or UnknownKey.
    """
    return "\n\n".join(_say(line, language, content, form, params or {}) for line in lines)


def choices(key: str, language: Language, content: Content, form: Form) -> tuple[Choice, ...]:
    """The chips that answer the question at this content address; empty when it is answered freely."""
    kind, _, rest = key.partition(":")
    if kind == "knockout" and form.knockout(rest).type == "yes_no":
        spoken = content.locales[language]
        return Choice("yes", spoken["chip.yes"]), Choice("no", spoken["chip.no"])
    return tuple(Choice(option.id, option.label.said_in(language)) for option in _options(kind, rest, form))


def known(content: Content, form: Form, language: Language) -> dict[str, str]:
    """The values every sentence may use without being passed any."""
    settings = content.settings
    names = [content.dimensions[dimension].name.said_in(language) for dimension in form.position.weights]
    return {
        "company": form.site.company.said_in(language),
        "site": form.site.name.said_in(language),
        "position": form.position.title.said_in(language),
        "minutes": str(form.position.est_minutes),
        "n": str(len(form.questions)),
        "dimensions": str(len(names)),
        "dimension_names": ("、" if language in ("zh", "ja") else ", ").join(names),
        "sla_hours": str(settings.sla_hours),
        "resume_days": str(settings.resume_days),
        "retention_days": str(settings.retention_days),
        "audio_days": str(settings.audio_days),
    }


def _say(line: Line, language: Language, content: Content, form: Form, params: Mapping[str, str]) -> str:
    values = {**known(content, form, language), **params, **line.params}
    sentence = _sentence(line.key, language, content, form)

    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        if name.startswith("facts."):
            return _fact(name.removeprefix("facts."), line.key, language, form)
        if name.startswith("chip."):
            return content.locales[language][name]
        if name == "why":
            return _sentence(f"why:{values.get('about', '')}", language, content, form)
        if name not in values:
            raise MissingParam(f"locales/{language}.yaml", line.key, name)
        return values[name]

    return SLOT.sub(fill, sentence)


def _fact(name: str, key: str, language: Language, form: Form) -> str:
    if name not in form.facts:
        raise MissingFact("sites.yaml", f"{form.site.id}/{form.position.id}/{key}", name)
    return fact_in(form.facts[name], language)


def _sentence(key: str, language: Language, content: Content, form: Form) -> str:
    try:
        if key.startswith("why:"):
            return _why(key.removeprefix("why:"), language, content, form)
        text = address(key, content, form)
        return text.said_in(language) if text is not None else content.locales[language][key]
    except (KeyError, IndexError, ValueError):
        raise UnknownKey(f"locales/{language}.yaml", key) from None


def address(key: str, content: Content, form: Form) -> Text | None:
    """The text at a content address; None for a locale key. KeyError, IndexError or ValueError if unknown."""
    kind, *rest = key.split(":")
    reader = _READERS.get((kind, len(rest)))
    if reader is not None:
        return reader(content, form, *rest)
    if rest:
        raise KeyError(key)
    return None


_READERS: Final[Mapping[tuple[str, int], Callable[..., Text]]] = {
    ("question", 2): lambda content, form, wanted, branch: _on_branch(form.question(wanted), branch),
    ("followup", 2): lambda content, form, wanted, index: form.question(wanted).followups[int(index)],
    ("knockout", 1): lambda content, form, wanted: form.knockout(wanted).ask,
    ("site_question", 1): lambda content, form, wanted: form.site_question(wanted).ask,
    ("faq", 1): lambda content, form, topic: form.faq.get(topic) or content.faq[topic].answer,
    ("experience", 0): lambda content, form: form.experience_probe.ask,
    ("preview", 0): lambda content, form: form.preview,
}


def _on_branch(question: Question, branch: str) -> Text:
    if branch == "experienced" or (branch == "all" and question.branch is None):
        return question.wording("experienced")
    if branch == "novice":
        return question.wording("novice")
    raise KeyError(branch)


def _why(about: str, language: Language, content: Content, form: Form) -> str:
    kind, *rest = about.split(":")
    if kind in ("question", "followup") and rest:
        dimension = form.question(rest[0]).dimension
        if dimension is not None:
            return content.dimensions[dimension].why.said_in(language)
    known_kind = kind if kind in ("knockout", "experience", "site_question") else "general"
    return content.locales[language][f"why.{known_kind}"]


def _options(kind: str, rest: str, form: Form) -> tuple[Option, ...]:
    if kind == "knockout":
        return form.knockout(rest).options
    if kind == "site_question":
        question = form.site_question(rest)
        return form.site.stores if question.options_from == "site.stores" else question.options
    return ()
