"""The interviewer: what a person did in, the new session and everything that follows out."""

from actions.interview import asides, closing, commands, confirming, consent, echo, late, questions, talking
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
    if turn.lines:
        turn.session.fresh = _is_fresh(session, turn)
    return turn.outcome()


def _is_fresh(before: Session, turn: Turn) -> bool:
    """A new question is; the same one put again stays so while even the first time cannot have been read."""
    then, now = before.reply, turn.session.reply
    if turn.session.phase is not before.phase or (now.step, now.probes) != (then.step, then.probes):
        return not now.redone
    return before.fresh and turn.act.continues


def _take(turn: Turn) -> None:
    if echo.take(turn):
        return
    asides.take_apart(turn)
    answered = asides.answer_questions(turn)
    _take_main(turn)
    asides.lead_back(turn, answered)


def _take_main(turn: Turn) -> None:
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
