"""Knockouts, experience and site questions: read in place, asked once more if unclear, no reason to reject."""

from dataclasses import replace

from actions.interview.acts import ActKind
from actions.interview.asking import ask
from actions.interview.effects import RecordFact, RequestHuman
from actions.interview.moving import move_on
from actions.interview.readings.fact import read_fact
from actions.interview.readings.months import read_experience
from actions.interview.script import Branch, Experience, Knockout, SiteQuestion, Step, StepKind
from actions.interview.turn import Turn


def take_reply(turn: Turn, step: Step) -> None:
    """Hear one text as the reply to the pending knockout, experience or site question."""
    if step.kind is StepKind.EXPERIENCE and turn.script.experience is not None:
        _take_experience(turn, turn.script.experience)
    elif step.kind is StepKind.KNOCKOUT:
        _take_knockout(turn, turn.script.knockout[step.id])
    else:
        _take_site_question(turn, turn.script.site_question[step.id])


def fits(turn: Turn, step: Step) -> bool:
    """Whether this act by itself is a clear reply to a knockout, the experience or a site question."""
    said, kind, now, script = turn.act.reply, turn.act.kind, turn.act.now, turn.script
    match step.kind:
        case StepKind.EXPERIENCE:
            return read_experience(said, kind, now).clear
        case StepKind.KNOCKOUT:
            asked = script.knockout[step.id]
            at_least = asked.at_least
            return read_fact(said, kind, asked.type, asked.options, now=now, at_least=at_least) is not None
        case StepKind.SITE_QUESTION:
            asks = script.site_question[step.id]
            return read_fact(said, kind, asks.type, asks.options, now=now) is not None
    return False


def settles(turn: Turn, words: str) -> bool:
    """Whether these words, by themselves, are a plain reply to the pending knockout."""
    if turn.step is None or turn.step.kind is not StepKind.KNOCKOUT:
        return False
    return fits(replace(turn, act=replace(turn.act, text=words, told="", kind=ActKind.OTHER)), turn.step)


def skip(turn: Turn, step: Step) -> None:
    """The person would rather not say: HR learns that, and a must goes to a person."""
    turn.do(RecordFact(step.id, "skipped", "", None))
    turn.session.facts.pop(step.id, None)
    if step.kind is StepKind.EXPERIENCE:
        turn.session.branch = Branch.NOVICE
        turn.because("branch novice", "experience skipped")
    if step.kind is StepKind.KNOCKOUT and is_must(turn.script.knockout[step.id]):
        turn.do(RequestHuman(f"knockout_skipped:{step.id}"))


def is_must(knockout: Knockout) -> bool:
    """A conditional knockout is only asked when its condition holds, and then it is a must."""
    return knockout.must or knockout.must_if is not None


def _kind(turn: Turn) -> ActKind:
    """What looks like chatter a second time is taken for a reply after all."""
    kind = turn.act.kind
    return ActKind.ANSWER if kind is ActKind.OTHER and turn.session.reply.asked_again else kind


def _take_knockout(turn: Turn, knockout: Knockout) -> None:
    said, now = turn.act.reply, turn.act.now
    value = read_fact(said, _kind(turn), knockout.type, knockout.options, now=now, at_least=knockout.at_least)
    if value is None:
        _unclear(turn, knockout.type, f"knockout_unclear:{knockout.id}" if is_must(knockout) else None)
        return
    passed = value == "yes" if is_must(knockout) and knockout.type == "yes_no" else None
    _note(turn, value, passed)
    if passed is False:
        turn.do(RequestHuman(f"knockout_failed:{knockout.id}"))
        turn.because("goes on", "failed must goes to a person, nothing is rejected")
        turn.say("knockout.noted")
    move_on(turn, acknowledged=passed is False)


def _take_site_question(turn: Turn, question: SiteQuestion) -> None:
    value = read_fact(turn.act.reply, _kind(turn), question.type, question.options, now=turn.act.now)
    if value is None:
        _unclear(turn, question.type, None)
        return
    _note(turn, value, None)
    move_on(turn)


def _take_experience(turn: Turn, rule: Experience) -> None:
    read = read_experience(turn.act.reply, turn.act.kind, turn.act.now)
    if not read.clear and not turn.session.reply.asked_again:
        _ask_once_more(turn, "knockout.unclear")
        return
    enough = read.has is not False and read.months is not None and read.months >= rule.min_months
    branch = Branch.EXPERIENCED if enough else Branch.NOVICE
    turn.session.branch = branch
    turn.because(f"branch {branch.value}", _why(read.clear, read.months, rule.min_months))
    _note(turn, branch.value, None)
    move_on(turn)


def _why(clear: bool, months: float | None, needed: int) -> str:
    if not clear:
        return "amount still unclear after one follow-up"
    return f"{'no' if months is None else f'{months:g}'} months, experienced from {needed}"


def _unclear(turn: Turn, kind: str, reason: str | None) -> None:
    """Asked once more; after that it is noted for a person."""
    if not turn.session.reply.asked_again:
        hint = _HINTS.get(kind)
        _ask_once_more(turn, f"knockout.unclear.{hint}" if hint else "knockout.unclear")
        return
    _note(turn, "unclear", None)
    if reason is not None:
        turn.do(RequestHuman(reason))
    turn.because("goes on", "unclear twice, a person will look")
    turn.say("knockout.noted")
    move_on(turn, acknowledged=True)


_HINTS = {
    "yes_no": "yes_no",
    "choice": "choice",
    "multi_choice": "choice",
    "date": "date",
    "number": "number",
}


def _ask_once_more(turn: Turn, key: str) -> None:
    turn.session.reply.asked_again = True
    chatter = turn.act.kind is ActKind.OTHER
    turn.session.reply.text = "" if chatter else turn.act.text
    turn.say("other.gentle" if chatter else key)
    ask(turn)


def _note(turn: Turn, value: str, passed: bool | None) -> None:
    reply = turn.session.reply
    step = turn.script.steps[reply.step]
    reply.text = f"{reply.text}\n{turn.act.text}" if reply.text else turn.act.text
    reply.value, reply.passed = value, passed
    turn.session.facts[step.id] = value
    turn.do(RecordFact(step.id, value, reply.text, passed))
