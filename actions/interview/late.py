"""Messages sent before the person could read our last question: they belong to the answer before.

A short question is read in less time than it takes to be sure that it was seen. What fits it, and not what came before,
is a reply to it; where that cannot be told nothing is recorded, and the question is put again.
"""

from actions.interview import facts
from actions.interview.acts import Act, ActKind
from actions.interview.asking import ask_again
from actions.interview.consent import decline
from actions.interview.effects import RecordFact
from actions.interview.questions import answer_part, hold
from actions.interview.readings.consent import read_consent
from actions.interview.readings.shape import FRAGMENT, is_refusal, weight
from actions.interview.script import StepKind
from actions.interview.session import Phase, Reply
from actions.interview.turn import Turn

_WORDS = (ActKind.ANSWER, ActKind.AFFIRM, ActKind.DENY, ActKind.OTHER)
_POLITE = (ActKind.DONE, ActKind.THANKS, ActKind.GREET)
_RUNNING = (Phase.INTERVIEW, Phase.FINISHED)


def belongs(turn: Turn) -> bool:
    """Whether this act is late. Not when the pending question has been seen before: then it is a reply to it."""
    session, act = turn.session, turn.act
    if not act.continues or act.kind not in (*_WORDS, *_POLITE) or session.phase not in _RUNNING:
        return False
    if _said_around_a_command(turn):
        return True
    return session.fresh and session.draft is None and not (_fits_now(turn) and not _fits_before(turn))


def take(turn: Turn) -> None:
    """Add the words to the answer they belong to, silently: the next question already stands."""
    if turn.act.kind in _POLITE:
        return
    if _said_around_a_command(turn):
        _keep(turn)
        return
    if _fits_now(turn):
        turn.because("ask again", "a quick reply that fits two questions")
    else:
        _add(turn)
    if turn.act.on_screen and _waits_for_a_fact(turn):
        ask_again(turn)


def _add(turn: Turn) -> None:
    session = turn.session
    current = bool(session.reply.probes)
    reply = session.reply if current else session.previous
    if reply is None:
        if turn.act.kind is ActKind.DENY:
            decline(turn)
        return
    step = turn.script.steps[reply.step]
    if step.kind is not StepKind.QUESTION or not turn.script.question[step.id].scored:
        _add_to_fact(turn, reply, step.id)
    elif not (reply.skipped and is_refusal(turn.act.text)):
        _add_to_answer(turn, reply, step.id, before_probe=current)


def _waits_for_a_fact(turn: Turn) -> bool:
    step = turn.step
    return turn.session.phase is Phase.INTERVIEW and step is not None and step.kind is not StepKind.QUESTION


def _fits_now(turn: Turn) -> bool:
    step = turn.step
    return turn.act.on_screen and _waits_for_a_fact(turn) and step is not None and facts.fits(turn, step)


def _fits_before(turn: Turn) -> bool:
    previous = turn.session.previous
    if previous is None:
        return read_consent(turn.act.text, turn.act.kind) is not None
    step = turn.script.steps[previous.step]
    if step.kind is StepKind.QUESTION:
        return weight(turn.act.text) > FRAGMENT
    return facts.fits(turn, step)


def keep(turn: Turn, act: Act) -> None:
    """Hold words that were put aside as a draft of the answer, where they have the weight of one."""
    now, turn.act = turn.act, act
    _keep(turn)
    turn.act = now


def _said_around_a_command(turn: Turn) -> bool:
    """Sent before they read that we paused, or that we ask whether they really mean it: no reply to that."""
    return turn.session.paused or turn.session.asking is not None


def _keep(turn: Turn) -> None:
    """A reason for leaving is let go; what has the weight of an answer is held as one."""
    step = turn.step
    question = turn.script.question.get(step.id) if step else None
    if question is not None and question.scored and weight(turn.act.text) >= FRAGMENT:
        hold(turn)


def _add_to_answer(turn: Turn, reply: Reply, question_id: str, *, before_probe: bool) -> None:
    asked = reply.probes[:-1] if before_probe else reply.probes
    question = turn.script.question[question_id]
    reply.parts += 1
    reply.text = _joined(reply.text, turn.act.text)
    probe = asked[-1] if asked else None
    turn.do(answer_part(turn, question, turn.act.text, turn.act.message_ids, probe=probe, part=reply.parts))


def _add_to_fact(turn: Turn, reply: Reply, fact_id: str) -> None:
    reply.text = _joined(reply.text, turn.act.text)
    turn.do(RecordFact(fact_id, reply.value or "text", reply.text, reply.passed))


def _joined(before: str, text: str) -> str:
    return f"{before}\n{text}" if before else text
