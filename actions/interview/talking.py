"""While the interview runs: replies go to the pending question, commands are obeyed, a pause ends by itself."""

from dataclasses import replace

from actions.interview import asides, commands, facts, questions
from actions.interview.acts import ActKind
from actions.interview.asking import ask, ask_again
from actions.interview.effects import SupersedeAnswer
from actions.interview.moving import move_on
from actions.interview.readings.questions import is_question
from actions.interview.readings.shape import weight
from actions.interview.readings.text import bare
from actions.interview.script import StepKind
from actions.interview.session import Phase, Reply
from actions.interview.turn import Turn

WORDS = (ActKind.ANSWER, ActKind.AFFIRM, ActKind.DENY, ActKind.OTHER)
SUBSTANTIVE = 6
"""While paused, a lighter text is a sign of being back rather than an answer."""
BRIEF = 3
"""“需要”, “有的”: too little to be a question without any marker."""
COURTEOUS = 8
"""“不用了谢谢您啊” is a reply with thanks; more than that is something else."""


def take(turn: Turn) -> None:
    """One act while a question is pending."""
    if _is_option(turn) or _settles(turn):
        turn.session.paused = False
        _reply(turn)
        return
    if turn.session.paused and _stays_away(turn):
        return
    match turn.act.kind:
        case ActKind.START | ActKind.RESUME:
            _welcome(turn)
        case ActKind.REPEAT:
            turn.say("repeat.intro")
            ask(turn)
        case ActKind.SKIP:
            _skip(turn)
        case ActKind.REDO:
            _redo(turn)
        case ActKind.PAUSE:
            _pause(turn)
        case ActKind.DONE:
            _done(turn)
        case ActKind.THANKS if turn.session.draft is not None:
            questions.close(turn)
        case ActKind.THANKS if _asks_for_questions(turn):
            _reply(turn)
        case kind if kind in WORDS:
            _reply_and_obey(turn)
        case _:
            commands.take(turn)


def _is_option(turn: Turn) -> bool:
    """The label of an option on offer is that option, whatever the classifier takes it for."""
    step = turn.step
    if step is None or step.kind in (StepKind.EXPERIENCE, StepKind.QUESTION):
        return False
    asked = turn.script.knockout.get(step.id) or turn.script.site_question[step.id]
    said = bare(turn.act.text)
    return any(said == bare(label) for labels in asked.options for label in labels)


def _settles(turn: Turn) -> bool:
    """A word or two (“不了谢谢”, “需要”) that plainly reply to a knockout are that reply."""
    said, asks = turn.act.text, turn.act.kind is ActKind.FAQ
    if not asks and turn.act.kind is not ActKind.THANKS:
        return False
    brief = weight(said) <= (BRIEF if asks else COURTEOUS)
    return brief and not is_question(said) and facts.settles(turn, said)


def _reply_and_obey(turn: Turn) -> None:
    """An answer with a command beside it: the answer is held, or taken where it is a fact; then we obey."""
    wanted = asides.command(turn)
    if wanted is None:
        _reply(turn)
        return
    if _is_scored(turn):
        questions.hold(turn)
        questions.wait_for_more(turn)
    else:
        _reply(turn)
    turn.act = replace(turn.act, kind=wanted, asides=())
    if turn.session.phase is Phase.INTERVIEW:
        take(turn)
    else:
        commands.take(turn)


def _reply(turn: Turn) -> None:
    step = turn.step
    if step is None:
        return
    if step.kind is StepKind.QUESTION:
        questions.take_reply(turn, turn.script.question[step.id])
    else:
        facts.take_reply(turn, step)


def _stays_away(turn: Turn) -> bool:
    """Handle what does not end a pause, or only ends it; False when the act itself goes on to be taken."""
    kind = turn.act.kind
    if kind is ActKind.THANKS:
        turn.say("thanks.reply")
        return True
    if kind in (ActKind.DENY, ActKind.PAUSE):
        turn.say("pause.ok")
        return True
    if kind in (ActKind.GREET, ActKind.AFFIRM) or (kind in WORDS and not _substantive(turn)):
        _welcome(turn)
        return True
    if kind in (*WORDS, ActKind.SKIP, ActKind.REDO, ActKind.DONE, ActKind.REPEAT):
        turn.session.paused = False
    return False


def _substantive(turn: Turn) -> bool:
    step = turn.step
    open_question = step is not None and step.kind is StepKind.QUESTION
    return not open_question or turn.session.draft is not None or weight(turn.act.text) >= SUBSTANTIVE


def _welcome(turn: Turn) -> None:
    turn.session.paused = False
    turn.say("resume.welcome")
    ask(turn)


def _pause(turn: Turn) -> None:
    turn.session.paused = True
    turn.say("pause.ok")


def _done(turn: Turn) -> None:
    if turn.session.draft is not None:
        questions.close(turn)
    elif turn.session.reply.parts:
        turn.because("next", "nothing to add")
        move_on(turn)
    elif _is_scored(turn):
        ask_again(turn)
    else:
        _reply(turn)  # "nothing to ask" answers what is not scored; asking again would never end


def _is_scored(turn: Turn) -> bool:
    step = turn.step
    return step is not None and step.kind is StepKind.QUESTION and turn.script.question[step.id].scored


def _asks_for_questions(turn: Turn) -> bool:
    step = turn.step
    return (
        step is not None
        and step.kind is StepKind.SITE_QUESTION
        and turn.script.site_question[step.id].type == "info"
    )


def _skip(turn: Turn) -> None:
    """What was already said stays an answer; otherwise the question counts as not asked."""
    step = turn.step
    if step is None:
        return
    questions.record_draft(turn)
    if step.kind is not StepKind.QUESTION or not turn.script.question[step.id].scored:
        facts.skip(turn, step)
    turn.session.reply.skipped = not turn.session.reply.parts
    turn.because("skip", "asked for")
    turn.say("skip.ok")
    move_on(turn, acknowledged=True)


def _redo(turn: Turn) -> None:
    """Say it anew: the pending question if something was said to it, else the one before."""
    session = turn.session
    if not (session.reply.parts or session.draft or session.reply.redone):
        if session.previous is None:
            turn.say("redo.nothing")
            ask_again(turn)
            return
        session.reply, session.previous = session.previous, None
    _restart(turn)


def _restart(turn: Turn) -> None:
    session, step = turn.session, turn.step
    if step is not None and session.reply.parts:
        turn.do(SupersedeAnswer(step.id))
    session.draft = None
    session.reply = Reply(step=session.reply.step, redone=True)
    turn.because("ask again", "redo")
    turn.say("redo.ask")
    ask(turn)
