"""What the person told us besides answers: requirements of the job, and facts for HR's arrangements. Never scored."""

from collections.abc import Iterator
from typing import Final, Literal

from backend.content.form import Form
from backend.content.models import Knockout
from backend.reports.content import KnockoutFact, OtherFact
from backend.reports.record import InterviewRecord, ToldFact

UNTOLD: Final = ToldFact("", "skipped", "", None)
NOT_SAID: Final = ("unclear", "skipped", "")


def knockouts(record: InterviewRecord, form: Form) -> Iterator[KnockoutFact]:
    """Those that were asked, and every plain must even when not. A conditional one is a must once asked."""
    for knockout in form.knockouts:
        fact = record.fact(knockout.id)
        if fact is not None or knockout.must:
            yield _knockout(knockout, fact or UNTOLD)


def other_facts(record: InterviewRecord, form: Form) -> Iterator[OtherFact]:
    """Experience, unscored questions and practical questions of the site, as told."""
    kinds: dict[str, Literal["question", "site_question"]] = {
        **{question.id: "question" for question in form.questions if not question.scored},
        **{question.id: "site_question" for question in form.site_questions},
    }
    asked = {knockout.id for knockout in form.knockouts}
    for fact in record.facts:
        if fact.name not in asked:
            kind = "experience" if fact.name == "experience" else kinds.get(fact.name, "other")
            yield OtherFact(kind=kind, id=fact.name, value=fact.value, raw=fact.raw)


def _knockout(knockout: Knockout, fact: ToldFact) -> KnockoutFact:
    must = knockout.must or knockout.must_if is not None
    return KnockoutFact(id=knockout.id, must=must, state=_state(fact, must), value=fact.value, raw=fact.raw)


def _state(fact: ToldFact, must: bool) -> Literal["met", "unmet", "unclear", "noted"]:
    if fact.passed is not None:
        return "met" if fact.passed else "unmet"
    return "unclear" if must or fact.value in NOT_SAID else "noted"
