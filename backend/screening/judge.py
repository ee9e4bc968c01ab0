"""What rules make of one person. What is not known is never held against them: then a person looks."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.screening.rules import DEGREES, FIELDS, AllOf, Condition, Node, Op, Rules, Sort, conditions
from backend.store.states import Screened

Fact = int | str | Sequence[str]
Facts = Mapping[str, Fact | None]
"""By field; None or absent: not known. Dates as YYYY-MM-DD, degrees by their names."""
UNKNOWN: Final = "unknown"
UNMET: Final = "unmet"


@dataclass(frozen=True)
class Reason:
    """Why a rule did not pass: `unmet`, or `unknown` when something it needs is not known; `saw`: what it looked at."""

    rule: str
    why: str
    saw: Mapping[str, Fact | None]


@dataclass(frozen=True)
class Judgement:
    """The outcome, and each rule that stood in the way."""

    outcome: Screened
    reasons: tuple[Reason, ...]


def judge(rules: Rules, facts: Facts) -> Judgement:
    """Knocked out when a knockout rule is surely not met; routed to a person for anything else that did not pass."""
    outcome, reasons = Screened.PASSED, []
    for rule in rules.rules:
        met = _holds(rule.must, facts)
        if met:
            continue
        saw: dict[str, Fact | None] = {one.field: facts.get(one.field) for one in conditions(rule.must)}
        reasons.append(Reason(rule.id, UNMET if met is False else UNKNOWN, saw))
        knocked = met is False and rule.otherwise == "knockout"
        outcome = Screened.KNOCKOUT if knocked or outcome is Screened.KNOCKOUT else Screened.ROUTE
    return Judgement(outcome, tuple(reasons))


def _holds(node: Node, facts: Facts) -> bool | None:
    """Kleene's logic: None is "not known"."""
    if isinstance(node, Condition):
        return _met(node, facts.get(node.field))
    if isinstance(node, AllOf):
        held = [_holds(part, facts) for part in node.all]
        return False if False in held else (None if None in held else True)
    held = [_holds(part, facts) for part in node.any]
    return True if True in held else (None if None in held else False)


def _met(one: Condition, fact: Fact | None) -> bool | None:
    if fact is None or (not fact and fact != 0):
        return None
    sort = FIELDS[one.field]
    if one.op in (Op.AT_LEAST, Op.AT_MOST):
        return _compared(one, sort, fact)
    if sort is Sort.DEGREE:
        held = [fact == word for word in one.words]
    else:
        said = [
            _plain(word)
            for word in ([fact] if isinstance(fact, str) else fact if not isinstance(fact, int) else [])
        ]
        held = [any(_plain(word) in text for text in said) for word in one.words]
    return {Op.ANY_OF: any(held), Op.ALL_OF: all(held), Op.NONE_OF: not any(held)}[one.op]


def _compared(one: Condition, sort: Sort, fact: Fact) -> bool | None:
    known: int | str = DEGREES.index(str(fact)) if sort is Sort.DEGREE else fact  # type: ignore[assignment]
    limit: int | str = DEGREES.index(str(one.value)) if sort is Sort.DEGREE else one.value  # type: ignore[assignment]
    return known >= limit if one.op is Op.AT_LEAST else known <= limit  # type: ignore[operator]


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).casefold()
