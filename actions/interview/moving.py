"""From one step to the next, in the fixed order, up to the closing."""

from actions.interview.asking import acknowledge, ask
from actions.interview.effects import Finish
from actions.interview.script import Script, StepKind
from actions.interview.session import Phase, Reply, Session
from actions.interview.turn import Turn


def begin(turn: Turn) -> None:
    """Start the interview at its first step."""
    turn.session.phase = Phase.INTERVIEW
    turn.session.reply = Reply(step=_next(turn.session, turn.script, 0))
    _put(turn)


def move_on(turn: Turn, *, acknowledged: bool = False) -> None:
    """Leave the pending step for the next one and ask it; after the last one, close.

    `acknowledged`: something was said already that answers the person.
    """
    before = turn.step
    session = turn.session
    session.previous, session.draft = session.reply, None
    session.reply = Reply(step=_next(session, turn.script, session.reply.step + 1))
    after = turn.step
    enters = after is not None and (before is None or before.kind is not after.kind)
    introduced = enters and after is not None and after.kind in _INTRODUCTIONS
    if not acknowledged and not introduced:
        acknowledge(turn, more=after is not None)
    if introduced and after is not None:
        turn.say(_INTRODUCTIONS[after.kind])
    _put(turn)


_INTRODUCTIONS = {StepKind.QUESTION: "questions.intro", StepKind.SITE_QUESTION: "site.intro"}


def _put(turn: Turn) -> None:
    if turn.step is not None:
        ask(turn)
        return
    turn.session.phase = Phase.FINISHED
    turn.do(Finish())
    turn.say("preview")
    turn.say("closing")


def _next(session: Session, script: Script, index: int) -> int:
    while index < len(script.steps) and not _applies(session, script, index):
        index += 1
    return index


def _applies(session: Session, script: Script, index: int) -> bool:
    step = script.steps[index]
    if step.kind is not StepKind.KNOCKOUT:
        return True
    condition = script.knockout[step.id].must_if
    if condition is None:
        return True
    name, wanted = condition
    return session.facts.get(name) == wanted
