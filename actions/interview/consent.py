"""Before the interview: who is asking, and may we. Nothing said here is ever an answer."""

from actions.interview import commands
from actions.interview.acts import ActKind
from actions.interview.asking import CONSENT_CHOICES, ask
from actions.interview.effects import Decline, RecordConsent, RequestHuman
from actions.interview.moving import begin
from actions.interview.readings.consent import read_consent
from actions.interview.session import Phase
from actions.interview.turn import Turn


def take(turn: Turn) -> None:
    """Begin on a yes, hand over on a no, answer what is asked, and ask kindly again."""
    match read_consent(turn.act.reply, turn.act.kind):
        case True:
            turn.do(RecordConsent("interview", True))
            turn.say("consent.thanks")
            begin(turn)
        case False:
            decline(turn)
        case None:
            _other(turn)


def decline(turn: Turn) -> None:
    """No interview by machine: a person takes over, without penalty."""
    turn.session.phase = Phase.DECLINED
    turn.do(RecordConsent("interview", False))
    turn.do(Decline())
    turn.do(RequestHuman("declined"))
    turn.say("consent.declined")


def _other(turn: Turn) -> None:
    if turn.act.kind in (ActKind.START, ActKind.REPEAT):
        turn.say("opening")
        turn.choices = CONSENT_CHOICES
    elif not commands.take(turn):
        ask(turn)
