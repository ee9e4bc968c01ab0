"""A fast look at one answer during the dialogue: which piece of evidence is missing, so that a probe can ask for it."""

from dataclasses import dataclass

from actions.scoring.gates import run
from actions.scoring.levels import LEAST
from actions.scoring.reading import Reading, read
from actions.scoring.roles import model

_LIMIT = 1_200
_CERTAIN = 0.5


@dataclass(frozen=True)
class Pieces:
    """What an answer contains. `own` is False when the deeds are somebody else's; `empty`: nothing usable."""

    situation: bool
    action: bool
    result: bool
    prevention: bool
    own: bool
    hypothetical: bool
    empty: bool


def pieces(question: str, answer: str, kind: str) -> Pieces:
    """Look at the first 1,200 characters; deterministic, no embeddings, the same model as the score.

    `kind` is "behavioural" or "situational"; in the latter an intention counts as an action.
    """
    reading = read(answer[:_LIMIT], question, kind, model())
    verdict = run(reading)
    left = verdict.reading
    return Pieces(
        situation=left.strongest("S") >= _CERTAIN or _dated(left),
        action=left.strongest("A") >= LEAST["action"],
        result=left.strongest("R") >= LEAST["result"],
        prevention=left.strongest("P") >= LEAST["prevention"],
        own=not _others(left),
        hypothetical="hypothetical" in verdict.flags,
        empty=verdict.cap is None,
    )


def _dated(reading: Reading) -> bool:
    """An own past action with a number or a time tells of one certain occasion."""
    told = [
        r
        for r in reading.kept
        if reading.weight(r, "A") >= _CERTAIN and reading.words.has("past", r.clause.text)
    ]
    return any(reading.words.has("number", r.clause.text) for r in told)


def _others(reading: Reading) -> bool:
    """Somebody else's deeds outweigh the candidate's own."""
    others = max((max(r.roles["T"], r.roles["A"] * (r.owner == "other")) for r in reading.kept), default=0.0)
    return others >= _CERTAIN and others > max(reading.strongest("A"), reading.strongest("P"))
