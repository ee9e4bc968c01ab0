"""From a form of the content to the engine's script: ids and rules, no wording."""

from actions.interview import script as engine
from backend.content.form import Form
from backend.content.models import Condition, Knockout, Option, Question, SiteQuestion
from backend.content.pack import Content
from backend.content.text import LANGUAGES

SETTLE_SECONDS = 3.0  # how long a fragment that looks unfinished is held


def script(content: Content, form: Form) -> engine.Script:
    """The script of one position at one site."""
    return engine.Script(
        position_id=form.position.id,
        knockouts=tuple(_knockout(knockout, form) for knockout in form.knockouts),
        experience=engine.Experience(form.experience_probe.experienced_from_months),
        questions=tuple(_question(question) for question in form.questions),
        site_questions=tuple(_site_question(question, form) for question in form.site_questions),
        faq_topics=frozenset(content.faq),
        max_probes=content.settings.probes_per_question,
        settle_seconds=SETTLE_SECONDS,
        estimated_minutes=form.position.est_minutes,
    )


def _knockout(knockout: Knockout, form: Form) -> engine.Knockout:
    return engine.Knockout(
        id=knockout.id,
        type=knockout.type,
        must=knockout.must,
        must_if=_condition(knockout.must_if),
        options=_options(knockout.options),
        at_least=knockout.at_least,
    )


def _condition(condition: Condition | None) -> tuple[str, str] | None:
    if condition is None:
        return None
    equals = condition.equals if isinstance(condition.equals, str) else str(condition.equals).lower()
    return (condition.knockout or condition.attribute or "", equals)


def _options(options: tuple[Option, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (option.id, *(option.label.said_in(language) for language in LANGUAGES)) for option in options
    )


def _question(question: Question) -> engine.Question:
    kinds = {branch: question.kind_on(branch) for branch in ("experienced", "novice")}
    return engine.Question(
        id=question.id,
        dimension=question.dimension,
        core=question.core,
        depth=question.depth,
        scored=question.scored,
        kinds={branch: kind for branch, kind in kinds.items() if kind},
        branched=question.branch is not None,
    )


def _site_question(question: SiteQuestion, form: Form) -> engine.SiteQuestion:
    options = form.site.stores if question.options_from == "site.stores" else question.options
    return engine.SiteQuestion(question.id, question.type, _options(options))
