"""The interviewer: what a person did in, the new session and everything that follows out."""

from actions.interview import closing, commands, confirming, consent, late, questions, talking
from actions.interview.acts import Act, ActKind
from actions.interview.effects import Effect
from actions.interview.judging import Judge
from actions.interview.script import Script
from actions.interview.session import Phase, Session
from actions.interview.turn import Turn


def advance(session: Session, act: Act, script: Script, judge: Judge) -> tuple[Session, tuple[Effect, ...]]:
    """One turn. The session given is left as it was; equal arguments give equal results.

    At most one `Say`, and the last effect if there is one. It is missing only while an answer is held as a draft,
    when a late message joins the answer before, and when our own timer finds nothing to do.
    """
    turn = Turn(session.model_copy(deep=True), act, script, judge)
    _take(turn)
    return turn.outcome()


def _take(turn: Turn) -> None:
    if turn.act.kind is ActKind.SETTLE:
        questions.settle(turn)
    elif late.belongs(turn):
        late.take(turn)
    elif not confirming.take(turn):
        _take_in_phase(turn)


def _take_in_phase(turn: Turn) -> None:
    phase = turn.session.phase
    if phase is Phase.CONSENT:
        consent.take(turn)
    elif phase is Phase.INTERVIEW:
        talking.take(turn)
    elif not commands.take(turn):
        closing.take(turn)
