"""A reading in which verified quotes, and nothing else, stand for evidence; gates and levels then work as always."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.scoring.llm.extraction import ANCHORS, Extraction, Quote
from actions.scoring.llm.shown import Span, clauses, find
from actions.scoring.reading import Read, Reading
from actions.scoring.roles import Probabilities

_HELD = 0.95
_EVIDENCE = "SARP"


@dataclass(frozen=True)
class Claim:
    """A verified quote: where it stands and the role its clauses take."""

    span: Span
    role: str


@dataclass(frozen=True)
class Checked:
    """`claims` hold; `spent` are quotes that stand in the answer but do not count; `invented` stand nowhere."""

    claims: tuple[Claim, ...]
    spent: tuple[Claim, ...]
    invented: int


def check(extraction: Extraction, reading: Reading) -> Checked:
    """Verify each quote against the answer, then owner and polarity against the model's word and our own cues."""
    claims: list[Claim] = []
    spent: list[Claim] = []
    invented = 0
    for quote in extraction.quotes:
        span = find(quote.quote, reading)
        if span is None:
            invented += 1
            continue
        role = _role(quote, span, reading)
        (claims if role == ANCHORS[quote.anchor] else spent).append(Claim(span, role))
    return Checked(tuple(claims), tuple(spent), invented)


def relabel(reading: Reading, checked: Checked) -> Reading:
    """The reading with roles as claimed; a clause nobody quoted carries no evidence."""
    found: dict[int, set[str]] = {}
    for claim in _without_conflict([*checked.claims, *checked.spent], reading):
        for i in clauses(claim.span, reading):
            found.setdefault(i, set()).add(claim.role)
    reads = tuple(replace(r, roles=_roles(r, found.get(i, set()))) for i, r in enumerate(reading.reads))
    return replace(reading, reads=reads)


def _role(quote: Quote, span: Span, reading: Reading) -> str:
    """The anchor's role, or what the clause is instead: somebody else's deed (T), something that was not done (N)."""
    role = ANCHORS[quote.anchor]
    held = [reading.reads[i] for i in clauses(span, reading)]
    if quote.owner == "other" or (role in "AP" and held and all(r.roles["T"] >= 0.6 for r in held)):
        return "T"
    if quote.polarity == "negative" or (role in "AP" and held and all(_denied(r, reading) for r in held)):
        return "N"
    return role


def _denied(read: Read, reading: Reading) -> bool:
    good = reading.words.has("good_negative", read.clause.text)
    return read.roles["N"] >= 0.6 and not good


def _without_conflict(claims: Sequence[Claim], reading: Reading) -> list[Claim]:
    """Where two roles claim the same characters, that which the small model thinks likelier; so nothing counts twice."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (c.role not in "TN", _likelihood(c, reading)), reverse=True):
        rivals = [
            k for k in kept if k.role != claim.role and k.span.overlap(claim.span.start, claim.span.end)
        ]
        if not rivals:
            kept.append(claim)
    return kept


def _likelihood(claim: Claim, reading: Reading) -> float:
    return max((reading.reads[i].roles[claim.role] for i in clauses(claim.span, reading)), default=0.0)


def _roles(read: Read, claimed: set[str]) -> Probabilities:
    """Claimed roles hold nearly surely; unclaimed evidence becomes a general remark, which bounds the level at 2."""
    if claimed:
        rest = (1 - _HELD) / (len(read.roles) - 1)
        return {role: _HELD if role in claimed else rest for role in read.roles}
    moved = sum(read.roles[role] for role in _EVIDENCE)
    plain = {role: 0.0 if role in _EVIDENCE else value for role, value in read.roles.items()}
    return {**plain, "G": round(plain["G"] + moved, 6)}
