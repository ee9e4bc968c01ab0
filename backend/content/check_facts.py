"""Looks at named places: every fact filled in, every parameter known, the same in each language."""

from collections.abc import Iterator, Mapping
from typing import Final

from backend.content.check_words import places, texts
from backend.content.errors import ContentError
from backend.content.finding import Finding
from backend.content.form import Form
from backend.content.pack import Content
from backend.content.render import known
from backend.content.text import LANGUAGES, Text

_REFERENCE: Final = "zh"


def look(content: Content) -> Iterator[Finding]:
    """Missing, unused and unknown named places."""
    for form in _forms(content):
        position, site = form.position.id, form.site.id
        yield from _missing(f"sites.{site}.openings.{position}", spoken(content, form), form)
        yield from _unknown(position, spoken(content, form), set(known(content, form, "zh")), content)
    yield from _unused(content)
    yield from _locales(content)


def _forms(content: Content) -> Iterator[Form]:
    """Those that hold together; `check_sense` names the others."""
    for position, site in content.openings():
        try:
            form = content.form(position, site)
        except ContentError:
            continue
        if form.position.weights.keys() <= content.dimensions.keys():
            yield form


def spoken(content: Content, form: Form) -> dict[str, Text]:
    """Everything this opening may say, by content address."""
    said = {f"faq:{topic}": form.faq.get(topic) or entry.answer for topic, entry in content.faq.items()}
    said |= {"experience": form.experience_probe.ask, "preview": form.preview}
    for knockout in form.knockouts:
        said[f"knockout:{knockout.id}"] = knockout.ask
    for asked in form.site_questions:
        said[f"site_question:{asked.id}"] = asked.ask
    for question in form.questions:
        said[f"question:{question.id}:experienced"] = question.wording("experienced")
        said[f"question:{question.id}:novice"] = question.wording("novice")
        said |= {f"followup:{question.id}:{index}": ask for index, ask in enumerate(question.followups)}
    return said


def _missing(where: str, said: Mapping[str, Text], form: Form) -> Iterator[Finding]:
    for address, text in said.items():
        for name in sorted(_named(text)):
            fact = name.removeprefix("facts.")
            if name != fact and fact not in form.facts:
                yield Finding("sites.yaml", where, f"the fact {fact!r} is missing: {address} would speak it")


def _unknown(
    position: str, said: Mapping[str, Text], values: set[str], content: Content
) -> Iterator[Finding]:
    for address, text in said.items():
        for name in sorted(_named(text) - values - {"why"}):
            if not name.startswith("facts.") and name not in content.locales["zh"]:
                file = "faq.yaml" if address.startswith("faq:") else f"positions/{position}.yaml"
                yield Finding(file, address, f"nothing fills {{{name}}}")


def _named(text: Text) -> frozenset[str]:
    return frozenset().union(*(places(text.said_in(language)) for language in LANGUAGES))


def _unused(content: Content) -> Iterator[Finding]:
    used = {
        name for _, text in texts(content.model_dump(mode="json")) for name in places(" ".join(text.values()))
    }
    for site in content.sites.values():
        for fact in site.facts:
            if f"facts.{fact}" not in used:
                yield Finding("sites.yaml", f"sites.{site.id}.facts.{fact}", "no sentence uses this fact")
        for position, opening in site.openings.items():
            for fact in opening.facts:
                if f"facts.{fact}" not in used:
                    where = f"sites.{site.id}.openings.{position}.facts.{fact}"
                    yield Finding("sites.yaml", where, "no sentence uses this fact")


def _locales(content: Content) -> Iterator[Finding]:
    for language in LANGUAGES:
        for key, sentence in content.locales[language].items():
            wanted = places(content.locales[_REFERENCE].get(key, sentence))
            for name in sorted(wanted ^ places(sentence)):
                message = f"the place {{{name}}} is not in both this and {_REFERENCE}"
                yield Finding(f"locales/{language}.yaml", f"lines.{key}", message)
            for name in sorted(places(sentence)):
                if name.startswith("chip.") and name not in content.locales[language]:
                    message = f"no such command word: {name}"
                    yield Finding(f"locales/{language}.yaml", f"lines.{key}", message)
