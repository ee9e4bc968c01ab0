"""How the pending question is put, the first time and again."""

from actions.interview.script import Branch, Question, Step, StepKind
from actions.interview.session import Phase
from actions.interview.turn import Turn

CONSENT_CHOICES = ("chip.agree", "chip.disagree")
YES_NO = ("chip.yes", "chip.no")


def ask(turn: Turn) -> None:
    """Put the pending question in full, with its number, its probe if one is open, and its chips."""
    if turn.session.phase is Phase.CONSENT:
        turn.say("opening.again")
        turn.choices = CONSENT_CHOICES
    step = _open_step(turn)
    if step is None:
        return
    if step.kind is StepKind.QUESTION:
        number, total = place(turn)
        turn.say("question.counter", i=str(number), n=str(total))
    turn.say(address(turn, step))
    _ask_probe(turn)
    _offer(turn, step)


def ask_again(turn: Turn) -> None:
    """Lead back after something else: only the probe where one is open, else the question."""
    step = _open_step(turn)
    if step is not None and turn.session.reply.probes:
        _ask_probe(turn)
        _offer(turn, step)
    else:
        ask(turn)


def address(turn: Turn, step: Step) -> str:
    """The content address of what this step asks."""
    if step.kind is StepKind.EXPERIENCE:
        return "experience"
    if step.kind is StepKind.QUESTION:
        return f"question:{step.id}:{_branch(turn, turn.script.question[step.id])}"
    return f"{step.kind.value}:{step.id}"


def place(turn: Turn) -> tuple[int, int]:
    """Which question of how many, counting questions only: (3, 7); 0 before the first."""
    before = turn.script.steps[: turn.session.reply.step + 1]
    number = sum(step.kind is StepKind.QUESTION for step in before)
    return number, len(turn.script.questions)


def acknowledge(turn: Turn, *, more: bool) -> None:
    """A short neutral line, varied by place; the last two say that another question follows."""
    reply = turn.session.reply
    turn.say(f"ack.{1 + (reply.step + len(reply.probes)) % (6 if more else 4)}")


def _open_step(turn: Turn) -> Step | None:
    return turn.step if turn.session.phase is Phase.INTERVIEW else None


def _ask_probe(turn: Turn) -> None:
    if turn.session.reply.probes:
        turn.say(f"probe.{turn.session.reply.probes[-1]}")


def _branch(turn: Turn, question: Question) -> str:
    return (turn.session.branch or Branch.NOVICE).value if question.branched else "all"


def _offer(turn: Turn, step: Step) -> None:
    """The chips that fit, and how to end an answer that is being held."""
    turn.choices = _choices(turn, step)
    if turn.session.draft is not None:
        turn.say("draft.more")


def _choices(turn: Turn, step: Step) -> tuple[str, ...]:
    if step.kind is StepKind.KNOCKOUT:
        knockout = turn.script.knockout[step.id]
        return YES_NO if knockout.type == "yes_no" else _options(step.id, len(knockout.options))
    if step.kind is StepKind.SITE_QUESTION:
        return _options(step.id, len(turn.script.site_question[step.id].options))
    return ("chip.done",) if turn.session.draft is not None else ()


def _options(step_id: str, count: int) -> tuple[str, ...]:
    return tuple(f"option:{step_id}:{index}" for index in range(count))
