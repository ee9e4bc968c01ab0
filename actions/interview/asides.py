"""What a message asks or wants besides what it tells (“用过三年，对了工资多少”): both are served in one reply."""

from dataclasses import replace

from actions.interview import commands, facts
from actions.interview.acts import ActKind, Aside
from actions.interview.asking import ask_again
from actions.interview.readings.consent import read_consent
from actions.interview.session import Phase
from actions.interview.turn import Turn

_COMPLETES = (ActKind.DONE, ActKind.SKIP)
"""Behind an answer these only say that it is complete."""


def take_apart(turn: Turn) -> None:
    """A question beside the reply that is pending (“满了，工资多少”) becomes that reply with an aside."""
    act = turn.act
    if act.kind is ActKind.FAQ and act.told and _settles(turn):
        turn.act = replace(act, kind=ActKind.OTHER, asides=(Aside(act.kind, act.topic), *act.asides))


def _settles(turn: Turn) -> bool:
    """Whether the words beside the question are plainly the reply that we wait for."""
    if turn.session.asking is not None:
        return False
    if turn.session.phase is Phase.CONSENT:
        return read_consent(turn.act.told, ActKind.OTHER) is not None
    return turn.session.phase is Phase.INTERVIEW and facts.settles(turn, turn.act.told)


def answer_questions(turn: Turn) -> int:
    """Say the approved answers before anything else; how many lines that took."""
    if turn.act.kind is not ActKind.FAQ:
        for topic in turn.act.topics:
            commands.answer(turn, topic)
    return len(turn.lines)


def lead_back(turn: Turn, said: int) -> None:
    """Put what is pending again if nothing but answers to questions was said."""
    if said and len(turn.lines) == said and turn.session.phase is Phase.INTERVIEW:
        turn.say("faq.back")
        ask_again(turn)


def completes(turn: Turn) -> bool:
    """Whether what stands beside the answer shows that no more of it will come."""
    return bool(turn.act.topics) or any(aside.kind in _COMPLETES for aside in turn.act.asides)


def command(turn: Turn) -> ActKind | None:
    """The command given along with the answer, if any."""
    kinds = (aside.kind for aside in turn.act.asides)
    return next((kind for kind in kinds if kind is not ActKind.FAQ and kind not in _COMPLETES), None)
