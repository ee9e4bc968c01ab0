"""After the last question, and after an early end: kind words, and every right still works."""

from actions.interview.acts import ActKind
from actions.interview.effects import RequestHuman
from actions.interview.readings.questions import is_question
from actions.interview.session import Phase
from actions.interview.turn import Turn

_WORDS = (ActKind.ANSWER, ActKind.OTHER)
_NOTHING_MORE = (ActKind.DENY, ActKind.AFFIRM, ActKind.DONE)


def take(turn: Turn) -> None:
    """Whatever is no command once nothing is pending."""
    if turn.session.phase is not Phase.FINISHED:
        turn.say("closed")
    elif turn.act.kind in _WORDS and is_question(turn.act.text):
        turn.do(RequestHuman("question"))
        turn.say("faq.unknown")
    elif turn.act.kind in _NOTHING_MORE and not turn.session.goodbye:
        turn.session.goodbye = True
        turn.say("closing.no_questions")
    else:
        turn.say("finished.already")
