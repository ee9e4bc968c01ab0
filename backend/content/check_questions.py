"""Looks for questions that may not be asked."""

from collections.abc import Iterator

from backend.content.finding import Finding
from backend.content.forbidden import Guard
from backend.content.models import Option, Position, Question
from backend.content.pack import Content
from backend.content.text import LANGUAGES, Text


def look(content: Content, guard: Guard) -> Iterator[Finding]:
    """Forbidden questions, with what may be asked instead."""
    for file, where, text in asked(content):
        for language in LANGUAGES:
            for found in guard.find(text.said_in(language), language):
                message = f"may not be asked ({found.topic}: {found.words!r}). {found.suggestion.en}"
                yield Finding(file, f"{where}.{language}", message)


def asked(content: Content) -> Iterator[tuple[str, str, Text]]:
    """Every question put to candidates: file, dotted place, text."""
    for position in content.positions.values():
        file = f"positions/{position.id}.yaml"
        for where, text in _of_position(position):
            yield file, where, text
    for question in content.question_bank.values():
        yield "sites.yaml", f"question_bank.{question.id}.ask", question.ask
        yield from (("sites.yaml", where, text) for where, text in _of_options(question.id, question.options))
    for site in content.sites.values():
        for position_id, opening in site.openings.items():
            for question_id, text in opening.wording.items():
                yield "sites.yaml", f"sites.{site.id}.openings.{position_id}.wording.{question_id}", text


def _of_position(position: Position) -> Iterator[tuple[str, Text]]:
    yield "experience_probe.ask", position.experience_probe.ask
    for knockout in position.knockouts:
        yield f"knockouts.{knockout.id}.ask", knockout.ask
        yield from _of_options(knockout.id, knockout.options)
    for question in position.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[tuple[str, Text]]:
    if question.text is not None:
        yield f"questions.{question.id}.text", question.text
    if question.branch is not None:
        yield f"questions.{question.id}.branch.experienced", question.branch.experienced
        yield f"questions.{question.id}.branch.novice", question.branch.novice
    for index, followup in enumerate(question.followups):
        yield f"questions.{question.id}.followups.{index}", followup


def _of_options(question_id: str, options: tuple[Option, ...]) -> Iterator[tuple[str, Text]]:
    for option in options:
        yield f"{question_id}.options.{option.id}", option.label
