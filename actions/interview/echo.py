"""A voice that was heard unsurely is said back, so that nobody is judged by what a machine misheard.

Asked at most twice in a row; then the words count as they were heard, marked as unsure, and a person looks. Nothing is
asked back while more of the person's messages wait: they cannot have read the question.
"""

from dataclasses import replace
from typing import Final

from actions.interview.acts import Act, ActKind, Aside
from actions.interview.asking import YES_NO, ask_again
from actions.interview.effects import ConfirmHeard
from actions.interview.late import keep
from actions.interview.readings.heard import read_heard_right
from actions.interview.session import Asking, Echo, Phase
from actions.interview.turn import Turn

LONGEST: Final = 300
"""Characters that are said back; a minute of speech has about 250."""
OFTEN: Final = 2
"""Times in a row that a person is asked whether they were heard right."""
TIPS: Final = ("quiet", "wind", "noise", "clipped", "cut_off")
"""What is wrong with the sound and can be helped by the person; the first one found is said."""

_TALKING: Final = (Phase.CONSENT, Phase.INTERVIEW)
_WORDS: Final = (ActKind.ANSWER, ActKind.AFFIRM, ActKind.DENY, ActKind.OTHER)


def take(turn: Turn) -> bool:
    """Say an unsure voice back instead of taking it, or hear what is said to that.

    False: the act, perhaps changed, goes on to be taken.
    """
    act, session = turn.act, turn.session
    if act.continues or act.kind is ActKind.SETTLE:
        return False
    if act.doubts and not act.unread_more and session.phase in _TALKING and _ask(turn):
        return True
    if session.asking is not Asking.HEARD:
        return False
    session.asking = None
    return _reply(turn)


def _ask(turn: Turn) -> bool:
    act, session = turn.act, turn.session
    pending = session.echo
    if pending is not None and _verdict(act) is not None:
        return False
    tries = pending.tries + 1 if pending is not None else 1
    if tries > OFTEN:
        session.echo, session.asking = None, None
        turn.because("take as heard", "asked back twice")
        return False
    session.echo = Echo(
        text=act.text,
        kind=act.kind,
        topic=act.topic,
        asides=[(aside.kind.value, aside.topic) for aside in act.asides],
        told=act.told,
        message_ids=list(act.message_ids),
        tries=tries,
    )
    session.asking = Asking.HEARD
    turn.because("ask back", act.doubts[0])
    _say_back(turn, act)
    return True


def _reply(turn: Turn) -> bool:
    echo = turn.session.echo
    turn.session.echo = None
    if echo is None:
        return False
    right = _verdict(turn.act)
    if right is True:
        _confirm(turn, echo)
        return False
    if right is False or turn.act.kind is ActKind.REDO:
        turn.say("heard.again")
        ask_again(turn)
        return True
    if turn.act.kind not in _WORDS:
        keep(turn, replace(turn.act, text=echo.text, message_ids=tuple(echo.message_ids)))
    return False


def tip(doubts: tuple[str, ...]) -> str | None:
    """The line that helps to be heard better, if one does."""
    return next((f"tip.{fault}" for fault in TIPS if fault in doubts), None)


def _verdict(act: Act) -> bool | None:
    return read_heard_right(act.text) if act.kind in _WORDS else None


def _confirm(turn: Turn, echo: Echo) -> None:
    """From here on it is as if the words had been typed."""
    turn.do(ConfirmHeard(tuple(echo.message_ids)))
    turn.act = replace(
        turn.act,
        kind=ActKind(echo.kind),
        text=echo.text,
        topic=echo.topic,
        asides=tuple(Aside(ActKind(kind), topic) for kind, topic in echo.asides),
        told=echo.told,
        message_ids=tuple(echo.message_ids),
        doubts=(),
    )


def _say_back(turn: Turn, act: Act) -> None:
    said = act.text if len(act.text) <= LONGEST else act.text[:LONGEST] + "…"
    turn.say("heard.echo", said=said)
    helpful = tip(act.doubts)
    if helpful is not None:
        turn.say(helpful)
    turn.choices = YES_NO
