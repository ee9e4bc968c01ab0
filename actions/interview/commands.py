"""What a person may ask of us at any time; the pending question follows in the same message."""

from collections.abc import Callable

from actions.interview import languages
from actions.interview.acts import ActKind
from actions.interview.asking import address, ask_again, place
from actions.interview.echo import tip
from actions.interview.effects import Export, RequestHuman, StopMessages
from actions.interview.script import StepKind
from actions.interview.session import Asking, Phase
from actions.interview.turn import Turn

OPEN = (Phase.CONSENT, Phase.INTERVIEW)


def take(turn: Turn) -> bool:
    """Obey a command; False if the act is none."""
    command = _COMMANDS.get(turn.act.kind)
    if command is None:
        return False
    command(turn)
    return True


def _help(turn: Turn) -> None:
    turn.say("help")
    ask_again(turn)


def _explain(turn: Turn) -> None:
    turn.say("explain.after" if turn.session.phase is Phase.FINISHED else "explain.before")
    ask_again(turn)


def _human(turn: Turn) -> None:
    """The interview may go on meanwhile; the line says how, so the question is not pressed."""
    turn.do(RequestHuman("asked"))
    turn.say("human.ok")
    if turn.session.phase is Phase.CONSENT:
        ask_again(turn)


def _appeal(turn: Turn) -> None:
    turn.do(RequestHuman("appeal"))
    turn.say("appeal.ok")
    ask_again(turn)


def _export(turn: Turn) -> None:
    if turn.session.phase is Phase.ERASED:
        turn.say("closed")
        return
    turn.do(Export())
    turn.say("export.ok")
    ask_again(turn)


def _stop_messages(turn: Turn) -> None:
    turn.do(StopMessages())
    turn.say("stop.ok")


def _withdraw(turn: Turn) -> None:
    if turn.session.phase in (Phase.WITHDRAWN, Phase.ERASED, Phase.DECLINED):
        turn.say("closed")
        return
    turn.session.asking = Asking.WITHDRAW
    turn.say("withdraw.confirm")
    turn.choices = ("chip.yes", "chip.no")


def _delete(turn: Turn) -> None:
    if turn.session.phase is Phase.ERASED:
        turn.say("closed")
        return
    turn.session.asking = Asking.DELETE
    turn.say("delete.confirm")
    turn.choices = ("chip.yes", "chip.no")


def _progress(turn: Turn) -> None:
    phase, step = turn.session.phase, turn.step
    if phase not in OPEN:
        _say_status(turn)
        return
    number, total = place(turn)
    if phase is Phase.CONSENT or number == 0:
        turn.say("progress.start")
    elif step is not None and step.kind is StepKind.SITE_QUESTION:
        turn.say("progress.site")
    else:
        turn.say("progress.interview", i=str(number), n=str(total))
    ask_again(turn)


def _say_status(turn: Turn) -> None:
    """Where the application stands; the interview knows better than a stage that has not caught up with it."""
    status = turn.act.status
    if status is None or status in _BEFORE_THE_END:
        status = _OWN_STATUS[turn.session.phase]
    turn.say(f"progress.application.{_SPOKEN_AS.get(status, status)}")


_BEFORE_THE_END = ("applied", "screening", "invited", "interviewing")
_OWN_STATUS = {
    Phase.FINISHED: "interviewed",
    Phase.DECLINED: "human",
    Phase.WITHDRAWN: "withdrawn",
    Phase.ERASED: "withdrawn",
}
_SPOKEN_AS = {"human_route": "human", "review": "interviewed", "on_hold": "hold", "erased": "withdrawn"}
"""Stages for which a candidate hears the words of another one."""


def _faq(turn: Turn) -> None:
    for topic in turn.act.topics:
        answer(turn, topic)
    if turn.session.phase is Phase.INTERVIEW:
        turn.say("faq.back")
    ask_again(turn)


def answer(turn: Turn, topic: str | None) -> None:
    """The approved answer; a topic without one goes to a person, nothing is made up."""
    if topic is None or topic not in turn.script.faq_topics:
        turn.do(RequestHuman(f"faq_unknown:{topic or 'none'}"))
        turn.say("faq.unknown")
    elif topic == "status" and turn.session.phase not in OPEN:
        _say_status(turn)
    elif topic == "why_ask":
        step = turn.step if turn.session.phase is Phase.INTERVIEW else None
        turn.say("faq:why_ask", about=address(turn, step) if step else "")
    else:
        turn.say(f"faq:{topic}")


def _attachment(turn: Turn) -> None:
    kind = turn.act.attachment
    if kind == "voice":
        _unheard(turn)
    else:
        turn.say(f"kind.{kind if kind in _KINDS else 'file'}")
    ask_again(turn)


def _unheard(turn: Turn) -> None:
    """A voice without words: not written down yet, no recording at all, or not to be understood."""
    trouble = turn.act.trouble
    if not trouble:
        turn.say("kind.voice_kept")
    elif trouble[0] in _NO_SOUND:
        turn.say(f"kind.voice_{_NO_SOUND[trouble[0]]}")
    else:
        turn.say("kind.voice_unclear")
        helpful = tip(trouble)
        if helpful is not None:
            turn.say(helpful)


_NO_SOUND = {
    "not_audio": "broken",
    "broken": "broken",
    "gone": "broken",
    "too_slow": "broken",
    "empty": "short",
    "too_large": "long",
}
_KINDS = ("sticker", "image", "file", "location")


def _greet(turn: Turn) -> None:
    turn.say("greet.reply")
    ask_again(turn)


def _thanks(turn: Turn) -> None:
    turn.say("thanks.reply")
    ask_again(turn)


_COMMANDS: dict[ActKind, Callable[[Turn], None]] = {
    ActKind.HELP: _help,
    ActKind.EXPLAIN: _explain,
    ActKind.HUMAN: _human,
    ActKind.APPEAL: _appeal,
    ActKind.EXPORT_DATA: _export,
    ActKind.STOP_MESSAGES: _stop_messages,
    ActKind.WITHDRAW: _withdraw,
    ActKind.DELETE_DATA: _delete,
    ActKind.PROGRESS: _progress,
    ActKind.FAQ: _faq,
    ActKind.ATTACHMENT: _attachment,
    ActKind.GREET: _greet,
    ActKind.THANKS: _thanks,
    ActKind.CHANGE_LANGUAGE: languages.change,
}
