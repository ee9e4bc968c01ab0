"""What to ask once more, by what is missing: never what a good answer would hold, never by who it is."""

from actions.interview.judging import Pieces
from actions.interview.readings.shape import weight

SHORT = 40
"""A situational answer with less weight than this has told one step at most."""


def missing(pieces: Pieces, kind: str, answer: str) -> str | None:
    """The piece most worth asking for; None when the answer is rich enough.

    Thin: fewer than two pieces, an action nobody owns, or (behavioural) no result. Order and rule follow
    structured probing: first the occasion, then one's own action, then the result.
    """
    return _situational(pieces, answer) if kind == "situational" else _behavioural(pieces)


def _behavioural(pieces: Pieces) -> str | None:
    if pieces.empty or (pieces.hypothetical and not pieces.situation):
        return "situation"
    if not pieces.action:
        return "action"
    if not pieces.own:
        return "ownership"
    if not pieces.result:
        return "result"
    return None


def _situational(pieces: Pieces, answer: str) -> str | None:
    if pieces.empty or not pieces.action:
        return "action"
    if not pieces.own:
        return "ownership"
    found = sum((pieces.situation, pieces.action, pieces.result, pieces.prevention))
    return "prevention" if found < 2 and weight(answer) < SHORT else None
