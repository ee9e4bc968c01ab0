"""One interview's form: ids and rules, resolved for a position and site. Never wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Branch(StrEnum):
    """Parallel forms of equal worth: same dimensions, same number of questions."""

    EXPERIENCED = "experienced"
    NOVICE = "novice"


@dataclass(frozen=True)
class Knockout:
    """A fact the job requires. A failed `must` goes to a person.

    `type` is yes_no, choice, date, slots, number or text. `must_if` (knockout id,
    value): asked, and then a must, only if that holds. Each option is its id followed by its labels in all
    languages. `at_least` is the age a yes_no question about age names, where there is one.
    """

    id: str
    type: str
    must: bool = False
    must_if: tuple[str, str] | None = None
    options: tuple[tuple[str, ...], ...] = ()
    at_least: int | None = None


@dataclass(frozen=True)
class Experience:
    """From so many months of similar work a person gets the experienced form."""

    min_months: int


@dataclass(frozen=True)
class Question:
    """An interview question, worded per branch or the same for all.

    `kinds` says per branch whether it asks what happened (behavioural) or what one would do (situational).
    `branched`: worded per branch (`question:<id>:<branch>`), else the same for all (`question:<id>:all`).
    """

    id: str
    dimension: str | None
    core: bool = False
    depth: bool = False
    scored: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict)
    branched: bool = False


@dataclass(frozen=True)
class SiteQuestion:
    """A practical question: choice, multi_choice, info, text or number. Options as in `Knockout`."""

    id: str
    type: str
    options: tuple[tuple[str, ...], ...] = ()


class StepKind(StrEnum):
    """What stands at one place of the interview."""

    KNOCKOUT = "knockout"
    EXPERIENCE = "experience"
    QUESTION = "question"
    SITE_QUESTION = "site_question"


@dataclass(frozen=True)
class Step:
    """One place in the fixed order."""

    kind: StepKind
    id: str


@dataclass(frozen=True)
class Script:
    """Everything the engine needs to know of one position at one site.

    `settle_seconds` is how long a half-finished answer is held. `estimated_minutes` is what the opening
    promises.
    """

    position_id: str
    knockouts: tuple[Knockout, ...]
    experience: Experience | None
    questions: tuple[Question, ...]
    site_questions: tuple[SiteQuestion, ...] = ()
    faq_topics: frozenset[str] = frozenset()
    max_probes: int = 1
    settle_seconds: float = 12.0
    estimated_minutes: int = 12

    @cached_property
    def ordered_questions(self) -> tuple[Question, ...]:
        """Core in content order, then the other scored ones, then unscored ones."""
        return tuple(sorted(self.questions, key=lambda question: (not question.scored, not question.core)))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The interview from front to back, the same for everybody."""
        return (
            *(Step(StepKind.KNOCKOUT, knockout.id) for knockout in self.knockouts),
            *((Step(StepKind.EXPERIENCE, "experience"),) if self.experience else ()),
            *(Step(StepKind.QUESTION, question.id) for question in self.ordered_questions),
            *(Step(StepKind.SITE_QUESTION, site.id) for site in self.site_questions),
        )

    @cached_property
    def knockout(self) -> Mapping[str, Knockout]:
        """Knockouts by id."""
        return {knockout.id: knockout for knockout in self.knockouts}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def site_question(self) -> Mapping[str, SiteQuestion]:
        """Site questions by id."""
        return {site.id: site for site in self.site_questions}
