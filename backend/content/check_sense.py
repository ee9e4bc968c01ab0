"""Looks at the content as a whole: what weighs, what can be reached, what belongs together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from backend.content.errors import ContentError
from backend.content.finding import Finding
from backend.content.models import Condition, Dimension, Knockout, Position, Question
from backend.content.pack import Content
from backend.content.text import LANGUAGES

TOPICS: Final = frozenset(
    [
        "pay",
        "payday",
        "overtime",
        "deposit",
        "contract",
        "dorm",
        "shift",
        "medical",
        "age",
        "no_exp",
        "tattoo",
        "quit",
        "location",
        "docs",
        "status",
        "is_bot",
        "why_ask",
        "scoring",
        "privacy",
        "fraud",
    ]
)
"""What candidates' questions are understood as; each needs its approved answer."""
_SLACK: Final = 1.2
"""An interview may take this much longer than promised when every answer is as long as expected."""


def look(content: Content) -> Iterator[Finding]:
    """Faults of positions, dimensions, sites, answers and settings."""
    for dimension in content.dimensions.values():
        yield from _anchors(dimension)
    for position in content.positions.values():
        yield from _weights(position, content)
        yield from _questions(position)
        yield from _knockouts(position, content)
    yield from _unused(content)
    yield from _openings(content)
    yield from _topics(content)
    yield from _settings(content)
    yield from _locales(content)


def _anchors(dimension: Dimension) -> Iterator[Finding]:
    file = f"dimensions/{dimension.id}.yaml"
    if set(dimension.bars) != {1, 2, 3, 4, 5}:
        yield Finding(file, "bars", "a dimension needs five anchors, 1 to 5")
    if dimension.novice_bars and set(dimension.novice_bars) != {4, 5}:
        yield Finding(file, "novice_bars", "parallel anchors are for levels 4 and 5")


def _weights(position: Position, content: Content) -> Iterator[Finding]:
    file = f"positions/{position.id}.yaml"
    total = sum(position.weights.values())
    if abs(total - 1.0) > 1e-6:
        yield Finding(file, "weights", f"the weights add up to {total:g}, not 1.0")
    core = {question.dimension for question in position.questions if question.core}
    for dimension in position.weights:
        if dimension not in content.dimensions:
            yield Finding(file, f"weights.{dimension}", "no such dimension")
        if dimension not in core:
            yield Finding(file, f"weights.{dimension}", "no core question asks about this dimension")


def _questions(position: Position) -> Iterator[Finding]:
    file = f"positions/{position.id}.yaml"
    yield from _repeated(file, "questions", (question.id for question in position.questions))
    for index, question in enumerate(position.questions):
        where = f"questions.{index}"
        if question.scored and question.dimension not in position.weights:
            yield Finding(file, f"{where}.dimension", "the position gives this dimension no weight")
        yield from _reach(file, where, question)


def _reach(file: str, where: str, question: Question) -> Iterator[Finding]:
    if question.scored and not (question.core or question.depth):
        yield Finding(file, where, f"{question.id} is unreachable: mark it core or depth")


def _knockouts(position: Position, content: Content) -> Iterator[Finding]:
    file = f"positions/{position.id}.yaml"
    yield from _repeated(file, "knockouts", (knockout.id for knockout in position.knockouts))
    for index, knockout in enumerate(position.knockouts):
        yield from _repeated(file, f"knockouts.{index}.options", (option.id for option in knockout.options))
        earlier = position.knockouts[:index]
        if knockout.must_if is not None and not _can_hold(knockout.must_if, earlier, position, content):
            message = f"{knockout.id} is unreachable: nothing earlier can make the condition hold"
            yield Finding(file, f"knockouts.{index}.must_if", message)


def _can_hold(
    condition: Condition, earlier: Iterable[Knockout], position: Position, content: Content
) -> bool:
    if condition.attribute is not None:
        openings = (site.openings.get(position.id) for site in content.sites.values())
        return any(opening and condition.attribute in opening.attributes for opening in openings)
    answers = {knockout.id: _answers(knockout) for knockout in earlier}
    return condition.equals in answers.get(condition.knockout or "", set())


def _answers(knockout: Knockout) -> set[str | bool]:
    return {"yes", "no"} if knockout.type == "yes_no" else {option.id for option in knockout.options}


def _unused(content: Content) -> Iterator[Finding]:
    weighed = {dimension for position in content.positions.values() for dimension in position.weights}
    for dimension in content.dimensions.keys() - weighed:
        yield Finding(f"dimensions/{dimension}.yaml", "", "unreachable: no position weighs it")
    asked = {wanted for position in content.positions.values() for wanted in position.site_questions}
    for site in content.sites.values():
        asked |= {wanted for opening in site.openings.values() for wanted in opening.add_questions}
    for unasked in content.question_bank.keys() - asked:
        yield Finding("sites.yaml", f"question_bank.{unasked}", "unreachable: no position or site asks it")
    for position in content.positions:
        if not content.sites_of(position):
            yield Finding(f"positions/{position}.yaml", "", "unreachable: no site has an opening for it")


def _openings(content: Content) -> Iterator[Finding]:
    for position, site in content.openings():
        where = f"sites.{site}.openings.{position}"
        try:
            form = content.form(position, site)
        except ContentError as error:
            yield Finding("sites.yaml", error.where if error.file == "sites.yaml" else where, error.message)
            continue
        for topic in form.faq.keys() - TOPICS:
            yield Finding("sites.yaml", f"{where}.faq.{topic}", "unreachable: no such topic")
        if form.expected_seconds() > form.position.est_minutes * 60 * _SLACK:
            message = f"takes {form.expected_seconds()} s at {site}, too long for the minutes promised"
            yield Finding(f"positions/{position}.yaml", "est_minutes", message)


def _topics(content: Content) -> Iterator[Finding]:
    for topic in TOPICS - content.faq.keys():
        yield Finding("faq.yaml", f"faq.{topic}", "missing: candidates ask this")
    for topic in content.faq.keys() - TOPICS:
        yield Finding("faq.yaml", f"faq.{topic}", "unreachable: no such topic")


def _settings(content: Content) -> Iterator[Finding]:
    settings = content.settings
    if not 0 < settings.bands.review < settings.bands.recommend <= 10:
        yield Finding("settings.yaml", "bands", "review must lie below recommend, both within 0-10")
    if (settings.default_position, settings.default_site) not in content.openings():
        yield Finding("settings.yaml", "default_position", "the default site has no opening for it")


def _locales(content: Content) -> Iterator[Finding]:
    every = {key for language in LANGUAGES for key in content.locales[language]}
    for language in LANGUAGES:
        for key in every - content.locales[language].keys():
            yield Finding(f"locales/{language}.yaml", f"lines.{key}", "missing translation")


def _repeated(file: str, where: str, ids: Iterable[str]) -> Iterator[Finding]:
    for repeated in (one for one, times in Counter(ids).items() if times > 1):
        yield Finding(file, where, f"the id {repeated} is used twice")
