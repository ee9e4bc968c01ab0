"""What to ask once more, by what is missing: never what a good answer would hold, never by who it is."""

from dataclasses import dataclass

from actions.interview.judging import Pieces
from actions.interview.readings.shape import weight

SHORT = 40
"""A situational answer with less weight than this has told one step at most."""


@dataclass(frozen=True)
class Probe:
    """The piece to ask for (`probe.<asks>` is its wording), and why."""

    asks: str
    because: str


NEVER_MET = Probe("hypothetical", "has not met it")


def choose(pieces: Pieces, kind: str, answer: str) -> Probe | None:
    """The probe most worth asking; None when the answer is rich enough.

    Thin: fewer than two pieces, an action nobody owns, or (behavioural) no result. Order and rule follow structured
    probing: first the occasion, then one's own action, then the result. What one would do has no result yet: there
    the first step and its reason are asked for.
    """
    return _situational(pieces, answer) if kind == "situational" else _behavioural(pieces)


def _behavioural(pieces: Pieces) -> Probe | None:
    if pieces.empty or (pieces.hypothetical and not pieces.situation):
        return Probe("situation", "no occasion told")
    if not pieces.action:
        return Probe("action", "no action told")
    if not pieces.own:
        return Probe("ownership", "others acted")
    if not pieces.result:
        return Probe("result", "no result told")
    return None


def _situational(pieces: Pieces, answer: str) -> Probe | None:
    if pieces.empty or not pieces.action:
        return Probe("hypothetical", "no step told")
    if not pieces.own:
        return Probe("hypothetical", "others would act")
    found = sum((pieces.situation, pieces.action, pieces.result, pieces.prevention))
    return Probe("hypothetical", "one step only") if found < 2 and weight(answer) < SHORT else None
