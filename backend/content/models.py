"""The shapes of content: what HR may write in a file, and nothing else.

Ids are stable: a running interview, a report and a tracker refer to them.
"""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from backend.content.text import Fact, Language, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Branch = Literal["experienced", "novice"]
Kind = Literal["behavioural", "situational"]
Level = Annotated[int, Field(ge=1, le=5)]
Seconds = Annotated[int, Field(ge=5, le=900)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        raise ValueError("no such time zone; write it like Asia/Shanghai") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class Part(BaseModel):
    """Unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dimension(Part):
    """One competency with its five behavioural anchors (BARS)."""

    id: Slug
    name: Text
    why: Text
    """Said when a candidate asks why we ask: how this bears on the work."""
    note: Text | None = None
    bars: Mapping[Level, Text]
    novice_bars: Mapping[Level, Text] = Field(default_factory=dict)
    """Parallel anchors of equal worth for forms that ask what one would do."""

    def anchors(self, kind: Kind, branch: Branch, language: str) -> dict[str, str]:
        """Level ("1".."5") to anchor, as the scorer takes it.

        Novice forms and situational ones use the parallel anchors, so that nobody needs a job history for
        level 5.
        """
        parallel: Mapping[int, Text] = {}
        if branch == "novice" or kind == "situational":
            parallel = self.novice_bars
        return {
            str(level): parallel.get(level, self.bars[level]).said_in(language) for level in sorted(self.bars)
        }


class Option(Part):
    """One choice. `route` tells HR what it leads to; it never rejects."""

    id: Slug
    label: Text
    route: Text | None = None


class Condition(Part):
    """Holds when an earlier knockout's option, or an attribute of the opening, has this value."""

    knockout: Slug | None = None
    attribute: Slug | None = None
    equals: str | bool

    @model_validator(mode="after")
    def _names_one_source(self) -> Self:
        if (self.knockout is None) == (self.attribute is None):
            raise ValueError("name either a knockout or an attribute")
        return self


class Knockout(Part):
    """A fact the job requires. A failed `must` goes to a person; nothing is rejected here.

    With `must_if` it is asked, and is a must, only when the condition holds.
    """

    id: Slug
    ask: Text
    type: Literal["yes_no", "choice", "date", "slots", "number", "text"] = "yes_no"
    must: bool = False
    must_if: Condition | None = None
    at_least: Annotated[int, Field(ge=1, le=99)] | None = None
    """The age in years that a yes_no question asks about: 19 is a yes to it."""
    options: tuple[Option, ...] = ()
    route: Text | None = None
    basis: Text | None = None
    note: Text | None = None
    expected_seconds: Seconds = 15

    @model_validator(mode="after")
    def _options_fit_type(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("options belong to type choice, and choice needs them")
        if self.at_least is not None and self.type != "yes_no":
            raise ValueError("at_least belongs to type yes_no")
        return self


class ExperienceProbe(Part):
    """Decides the branch: experienced from so many months of similar work."""

    ask: Text
    experienced_from_months: Annotated[int, Field(ge=1)]
    rule: Text
    expected_seconds: Seconds = 25


class Forms(Part):
    """Parallel forms of one question: same dimension, same scale, same maximum."""

    experienced: Text
    novice: Text


class Kinds(Part):
    """Which form asks what happened, and which asks what one would do."""

    experienced: Kind
    novice: Kind


class Question(Part):
    """One interview question, worded per branch or the same for all."""

    id: Slug
    dimension: Slug | None = None
    core: bool = False
    depth: bool = False
    scored: bool = True
    kind: Kinds | Kind | None = None
    text: Text | None = None
    branch: Forms | None = None
    look_for: tuple[Text, ...] = ()
    followups: tuple[Text, ...] = ()
    expected_seconds: Seconds = 70

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.text is None) == (self.branch is None):
            raise ValueError("give either text or branch")
        if self.scored and (self.dimension is None or self.kind is None):
            raise ValueError("a scored question needs a dimension and a kind")
        if not self.scored and (self.dimension or self.core or self.depth):
            raise ValueError("an unscored question has no dimension and is neither core nor depth")
        if self.core and self.depth:
            raise ValueError("core and depth exclude each other")
        return self

    def wording(self, branch: Branch) -> Text:
        """What is asked on this branch."""
        if self.text is not None:
            return self.text
        forms = cast(Forms, self.branch)  # one of the two is there: _is_whole
        return forms.experienced if branch == "experienced" else forms.novice

    def kind_on(self, branch: Branch) -> Kind | None:
        """Behavioural or situational on this branch; None when unscored."""
        if isinstance(self.kind, Kinds):
            return self.kind.experienced if branch == "experienced" else self.kind.novice
        return self.kind


class SiteQuestion(Part):
    """A practical question of a site: never scored. `guard` says what must not be asked along with it."""

    id: Slug
    ask: Text
    type: Literal["choice", "multi_choice", "info", "text", "number"]
    options: tuple[Option, ...] = ()
    options_from: Literal["site.stores"] | None = None
    guard: Text | None = None
    expected_seconds: Seconds = 20

    @model_validator(mode="after")
    def _options_fit_type(self) -> Self:
        chosen = bool(self.options) + (self.options_from is not None)
        if chosen != (1 if self.type in ("choice", "multi_choice") else 0):
            raise ValueError("a choice has options or options_from; other types have neither")
        return self


class PostOfferCheck(Part):
    """Verified only after an offer, never asked in the interview."""

    id: Slug
    note: Text


class Position(Part):
    """One job: what it weighs and what it asks."""

    id: Slug
    title: Text
    est_minutes: Annotated[int, Field(ge=3, le=40)]
    weights: Mapping[Slug, Annotated[float, Field(gt=0, le=1)]]
    experience_probe: ExperienceProbe
    knockouts: tuple[Knockout, ...]
    questions: tuple[Question, ...]
    site_questions: tuple[Slug, ...] = ()
    post_offer_checks: tuple[PostOfferCheck, ...] = ()
    spoken_words: tuple[str, ...] = ()
    """Chinese terms of the job that speech recognition tends to miswrite: 扭矩, 质检."""
    preview: Text

    def question(self, question_id: str) -> Question:
        """KeyError if this position does not ask it."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)


class Opening(Part):
    """What one site may change for one position: practical things, never dimensions, weights or knockouts."""

    add_questions: tuple[Slug, ...] = ()
    attributes: Mapping[Slug, str | bool] = Field(default_factory=dict)
    facts: Mapping[Slug, Fact] = Field(default_factory=dict)
    faq: Mapping[Slug, Text] = Field(default_factory=dict)
    wording: Mapping[Slug, Text] = Field(default_factory=dict)
    """Only of unscored questions."""
    preview: Text | None = None
    slots: tuple[Text, ...] = ()


class Site(Part):
    """A base or shop district, its openings and its fact sheet."""

    id: Slug
    name: Text
    company: Text
    facts: Mapping[Slug, Fact]
    timezone: Zone = "Asia/Shanghai"
    """Where the clock of its candidates is, unless one is known to live by another."""
    stores: tuple[Option, ...] = ()
    openings: Mapping[Slug, Opening]


class FaqEntry(Part):
    """The approved answer to one topic; `{facts.name}` is what the site fills in."""

    answer: Text
    pinned: bool = False
    verify: bool = False
    """A person must confirm the facts behind it before publishing."""


class Bands(Part):
    """Where a total (0-10) suggests a conclusion; a person decides."""

    recommend: float
    review: float


class Reminders(Part):
    """When silent candidates are reminded, counted from their last word; never between `quiet_from` and `quiet_until`."""

    after_hours: tuple[Annotated[float, Field(gt=0, le=96)], ...] = (2, 20, 44)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 30)

    @model_validator(mode="after")
    def _hours_grow(self) -> Self:
        if list(self.after_hours) != sorted(set(self.after_hours)):
            raise ValueError("after_hours must grow")
        return self


class Settings(Part):
    """The pack's identity and the numbers its promises quote."""

    pack: str
    version: Annotated[int, Field(ge=1)]
    bands: Bands
    probes_per_question: Annotated[int, Field(ge=0, le=3)]
    resume_days: Annotated[int, Field(ge=1)]
    sla_hours: Annotated[int, Field(ge=1)]
    retention_days: Annotated[int, Field(ge=1)]
    audio_days: Annotated[int, Field(ge=1)]
    default_position: Slug
    default_site: Slug
    reminders: Reminders = Reminders()


class ForbiddenTopic(Part):
    """A matter no question may touch: how it is asked in each language, and a lawful rewording."""

    suggestion: Text
    patterns: Mapping[Language, tuple[str, ...]]


class ForbiddenFile(Part):
    """forbidden.yaml"""

    exempt: Mapping[Language, tuple[str, ...]]
    topics: Mapping[Slug, ForbiddenTopic]
