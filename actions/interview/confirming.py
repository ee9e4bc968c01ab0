"""Our own questions in between: really withdraw, really delete, which language."""

from actions.interview import languages
from actions.interview.acts import ActKind
from actions.interview.asking import ask_again
from actions.interview.effects import Erase, Withdraw
from actions.interview.readings.languages import read_listed_language
from actions.interview.readings.yes_no import read_yes_no
from actions.interview.session import Asking, Phase
from actions.interview.turn import Turn

BRIEF = 8
"""A confirmation is a word or two; anything longer is something else."""
_COMMAND = {Asking.WITHDRAW: ActKind.WITHDRAW, Asking.DELETE: ActKind.DELETE_DATA}


def take(turn: Turn) -> bool:
    """Hear the reply to a question of ours. False: it was no reply, everything stays, and the act is taken as usual."""
    asked = turn.session.asking
    if asked is None:
        return False
    turn.session.asking = None
    if asked is Asking.LANGUAGE:
        return _choose_language(turn)
    confirmed = _read(turn, asked)
    if confirmed is None:
        return False
    if not confirmed:
        turn.say(f"{asked.value}.kept")
        ask_again(turn)
    elif asked is Asking.WITHDRAW:
        _close(turn, Phase.WITHDRAWN)
        turn.do(Withdraw())
        turn.say("withdraw.done")
    else:
        _close(turn, Phase.ERASED)
        turn.do(Erase())
        turn.say("delete.done")
    return True


def _read(turn: Turn, asked: Asking) -> bool | None:
    """Repeating the command after reading our question confirms it; words decide before the classifier."""
    act = turn.act
    if act.kind is _COMMAND[asked]:
        return None if act.continues else True
    if act.kind not in (ActKind.AFFIRM, ActKind.DENY, ActKind.ANSWER, ActKind.OTHER):
        return None
    if len(act.text.strip()) > BRIEF and act.kind in (ActKind.ANSWER, ActKind.OTHER):
        return None
    return read_yes_no(act.text, act.kind)


def _close(turn: Turn, phase: Phase) -> None:
    turn.session.phase = phase
    turn.session.paused, turn.session.draft = False, None


def _choose_language(turn: Turn) -> bool:
    chosen = read_listed_language(turn.act.text)
    if chosen is not None:
        languages.switch(turn, chosen)
    return chosen is not None
