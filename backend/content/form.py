"""The interview of one position at one site, resolved: what is asked, in which order, with which facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.content.errors import ContentError
from backend.content.models import (
    Condition,
    ExperienceProbe,
    Knockout,
    Opening,
    Position,
    Question,
    Site,
    SiteQuestion,
)
from backend.content.text import Fact, Text


@dataclass(frozen=True)
class Form:
    """Everything the interviewer needs for one opening.

    `questions`: core in the fixed order, then depth, then unscored. A knockout still carrying `must_if`
    depends on the answer to an earlier knockout; conditions on the opening are already decided.
    """

    position: Position
    site: Site
    knockouts: tuple[Knockout, ...]
    experience_probe: ExperienceProbe
    questions: tuple[Question, ...]
    site_questions: tuple[SiteQuestion, ...]
    preview: Text
    facts: Mapping[str, Fact]
    faq: Mapping[str, Text]
    """Answers this opening words differently."""
    slots: tuple[Text, ...]

    def question(self, question_id: str) -> Question:
        """KeyError if this form does not ask it."""
        return {question.id: question for question in self.questions}[question_id]

    def knockout(self, knockout_id: str) -> Knockout:
        """KeyError if this form does not ask it."""
        return {knockout.id: knockout for knockout in self.knockouts}[knockout_id]

    def site_question(self, question_id: str) -> SiteQuestion:
        """KeyError if this form does not ask it."""
        return {question.id: question for question in self.site_questions}[question_id]

    def scored(self) -> tuple[Question, ...]:
        """The questions that count."""
        return tuple(question for question in self.questions if question.scored)

    def expected_seconds(self) -> int:
        """How long an unhurried candidate needs, reading and probes not counted."""
        return (
            self.experience_probe.expected_seconds
            + sum(knockout.expected_seconds for knockout in self.knockouts)
            + sum(question.expected_seconds for question in self.questions)
            + sum(question.expected_seconds for question in self.site_questions)
        )


def resolve(position: Position, site: Site, bank: Mapping[str, SiteQuestion]) -> Form:
    """The form of `position` at `site`; ContentError if there is no such opening or it oversteps."""
    if position.id not in site.openings:
        raise ContentError(
            "sites.yaml", f"sites.{site.id}.openings", f"no opening for position {position.id!r}"
        )
    opening = site.openings[position.id]
    return Form(
        position=position,
        site=site,
        knockouts=tuple(_knockouts(position, opening)),
        experience_probe=position.experience_probe,
        questions=tuple(_questions(position, site, opening)),
        site_questions=tuple(_site_questions(position, site, opening, bank)),
        preview=opening.preview or position.preview,
        facts={**site.facts, **opening.facts},
        faq=opening.faq,
        slots=opening.slots,
    )


def _knockouts(position: Position, opening: Opening) -> Iterator[Knockout]:
    for knockout in position.knockouts:
        condition = knockout.must_if
        if condition is None or condition.attribute is None:
            yield knockout
        elif _holds(condition, opening):
            yield knockout.model_copy(update={"must": True, "must_if": None})


def _holds(condition: Condition, opening: Opening) -> bool:
    return opening.attributes.get(condition.attribute or "") == condition.equals


def _questions(position: Position, site: Site, opening: Opening) -> Iterator[Question]:
    asked = sorted(position.questions, key=lambda question: (not question.scored, not question.core))
    for wanted in opening.wording:
        if not any(question.id == wanted and not question.scored for question in asked):
            where = f"sites.{site.id}.openings.{position.id}.wording.{wanted}"
            raise ContentError(
                "sites.yaml", where, "a site may reword only unscored questions of the position"
            )
    for question in asked:
        reworded = opening.wording.get(question.id)
        yield question.model_copy(update={"text": reworded, "branch": None}) if reworded else question


def _site_questions(
    position: Position, site: Site, opening: Opening, bank: Mapping[str, SiteQuestion]
) -> Iterator[SiteQuestion]:
    for wanted in dict.fromkeys((*position.site_questions, *opening.add_questions)):
        if wanted not in bank:
            raise ContentError(
                "sites.yaml", f"question_bank.{wanted}", f"asked by {position.id} at {site.id}, missing"
            )
        yield bank[wanted]
