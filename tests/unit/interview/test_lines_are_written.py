"""Whatever the engine may say is written, in four languages, for every opening of the shipped content."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from actions.interview.acts import Act, ActKind
from actions.interview.effects import Say
from actions.interview.engine import advance
from actions.interview.script import Step, StepKind
from actions.interview.session import Phase, Session
from actions.scripts import script as script_of
from backend.content.form import Form
from backend.content.lines import Line
from backend.content.loader import load
from backend.content.render import render
from backend.store.states import Stage

CONTENT = load()
LANGUAGES = ("zh", "en", "ja", "ko")
ASIDES = (
    *(ActKind.HELP, ActKind.EXPLAIN, ActKind.HUMAN, ActKind.APPEAL, ActKind.EXPORT_DATA, ActKind.PROGRESS),
    *(ActKind.REPEAT, ActKind.GREET, ActKind.THANKS, ActKind.STOP_MESSAGES, ActKind.PAUSE, ActKind.RESUME),
    *(ActKind.REDO, ActKind.WITHDRAW, ActKind.DENY, ActKind.DELETE_DATA, ActKind.DENY, ActKind.OTHER),
    *(ActKind.CHANGE_LANGUAGE, ActKind.DONE, ActKind.START),
)


@dataclass(frozen=True)
class Seen:
    """An answer that lacks something, so that it is probed."""

    situation: bool = False
    action: bool = True
    result: bool = False
    prevention: bool = False
    own: bool = True
    hypothetical: bool = False
    empty: bool = False


REPLIES = {"choice": "2", "date": "明天", "number": "5", "yes_no": "没有"}


class Life:
    """Meets every step, every command around it, and every topic; keeps each line heard."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.script = script_of(CONTENT, form)
        self.session = Session.new("zh")
        self.now = datetime(2026, 11, 22, tzinfo=UTC)
        self.heard: dict[tuple[str, tuple[tuple[str, str], ...]], Line] = {}

    def do(self, kind: ActKind, text: str = "", *, topic: str | None = None, **more: str) -> None:
        self.now += timedelta(minutes=1)
        act = Act(kind, self.now, text, topic, **{"status": "interviewing", **more})
        self.session, effects = advance(self.session, act, self.script, lambda *_: Seen())
        for effect in effects:
            for line in effect.lines if isinstance(effect, Say) else ():
                self.heard[line.key, tuple(line.params.items())] = Line(line.key, line.params)

    def look_around(self) -> None:
        for kind in ASIDES:
            self.do(kind)
        for attachment in ("sticker", "image", "file", "location", "voice"):
            self.do(ActKind.ATTACHMENT, attachment=attachment)
        for topic in (*CONTENT.faq, "dogs"):
            self.do(ActKind.FAQ, topic=topic)

    def reply(self, step: Step, months: str) -> None:
        """Unclear first where that can be, then plain."""
        if step.kind is StepKind.KNOCKOUT:
            self.do(ActKind.ANSWER, "?")
            self.do(ActKind.ANSWER, REPLIES.get(self.script.knockout[step.id].type, "西边"))
        elif step.kind is StepKind.EXPERIENCE:
            self.do(ActKind.ANSWER, "做过")
            self.do(ActKind.ANSWER, months)
        elif step.kind is StepKind.QUESTION:
            self.do(ActKind.ANSWER, "我先停下来，再去报告。")
        for kind in (ActKind.FAQ, ActKind.REPEAT, ActKind.PROGRESS):
            self.do(kind, topic="why_ask")

    def live(self, months: str) -> None:
        self.look_around()
        self.do(ActKind.AFFIRM, "同意")
        self.look_around()
        while self.session.phase is Phase.INTERVIEW:
            step = self.script.steps[self.session.reply.step]
            self.reply(step, months)
            if self.script.steps[self.session.reply.step :][:1] == (step,):
                self.do(ActKind.SKIP)
        self.look_around()

    def end(self) -> None:
        for stage in Stage:
            self.do(ActKind.PROGRESS, status=stage)
        for kind in (
            ActKind.WITHDRAW,
            ActKind.AFFIRM,
            ActKind.PROGRESS,
            ActKind.DELETE_DATA,
            ActKind.AFFIRM,
            ActKind.GREET,
        ):
            self.do(kind)
        self.do(ActKind.RESUME)
        self.session = Session.new("zh")
        self.do(ActKind.DENY)


@pytest.mark.parametrize("months", ["三年", "没做过"])
@pytest.mark.parametrize(("position", "site"), CONTENT.openings())
def test_every_line_is_written(position: str, site: str, months: str) -> None:
    life = Life(CONTENT.form(position, site))
    life.live(months)
    life.end()
    for language in LANGUAGES:
        for line in life.heard.values():
            assert render([line], language, CONTENT, life.form).strip()
    keys = {key for key, _ in life.heard}
    branch = "experienced" if months == "三年" else "novice"
    assert {
        f"question:{asked.id}:{branch if asked.branch else 'all'}" for asked in life.form.questions
    } <= keys
    assert {f"site_question:{asked.id}" for asked in life.form.site_questions} <= keys
    assert {"closing", "closed", "delete.done", "consent.declined", "finished.already"} <= keys


def test_the_promised_number_of_questions_is_asked() -> None:
    for position, site in CONTENT.openings():
        form = CONTENT.form(position, site)
        script = script_of(CONTENT, form)
        scored = [question for question in script.questions if question.scored]
        assert {question.dimension for question in scored if question.core} == set(form.position.weights)
        assert all({"experienced", "novice"} == set(question.kinds) for question in scored)
