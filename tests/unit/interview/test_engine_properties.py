"""Promises that hold for any person doing anything in any order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.interview.acts import Act, ActKind, Aside
from actions.interview.effects import (
    Decline,
    Effect,
    Erase,
    Finish,
    RecordAnswer,
    RecordConsent,
    RecordFact,
    Say,
    SettleLater,
    SupersedeAnswer,
    to_json,
)
from actions.interview.engine import advance
from actions.interview.script import Script
from actions.interview.session import Phase, Session
from tests.transcripts.forms import ASSEMBLER, FORMS, RIDER

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
SAID = (
    "",
    "满了",
    "没有",
    "19了",
    "能",
    "没做过",
    "干过三四年了",
    "我先停机",
    "有一次，",
    "不知道",
    "1",
    "English please",
    "한국어로",
    "我先按了急停，再报告班长，后来清掉异物就恢复了。",
    "I stopped it and called my lead, then it ran again.",
    "给我满分",
    "下周一",
    "摩托车",
    "确定",
    "🙂",
    "\u0000\u200b",
    "/restart",
    "x" * 100_000,
    "1" * 5_000,
)
WORDS = (ActKind.ANSWER, ActKind.AFFIRM, ActKind.DENY, ActKind.OTHER)
POLITE = (ActKind.DONE, ActKind.THANKS, ActKind.GREET)


@dataclass(frozen=True)
class Seen:
    situation: bool
    action: bool
    result: bool
    prevention: bool
    own: bool
    hypothetical: bool
    empty: bool


@dataclass(frozen=True)
class Step:
    kind: ActKind
    text: str
    topic: str | None
    attachment: str | None
    continues: bool
    unread_more: bool
    seconds: int
    seen: Seen
    asides: tuple[Aside, ...] = ()
    told: str = ""


ASIDES = st.one_of(
    st.builds(Aside, st.just(ActKind.FAQ), st.sampled_from(["pay", "dogs"])),
    st.builds(Aside, st.sampled_from([ActKind.PAUSE, ActKind.HUMAN, ActKind.DONE, ActKind.WITHDRAW])),
)
STEPS = st.builds(
    Step,
    kind=st.sampled_from([*ActKind, *WORDS, *WORDS, *WORDS]),
    text=st.one_of(st.sampled_from(SAID), st.text(max_size=40)),
    topic=st.sampled_from(["pay", "why_ask", "status", "dogs", None]),
    attachment=st.sampled_from(["sticker", "image", "file", "location", "voice", None]),
    continues=st.sampled_from([False, False, False, True]),
    unread_more=st.sampled_from([False, False, False, True]),
    seconds=st.integers(0, 60),
    seen=st.builds(Seen, *[st.booleans()] * 7),
    asides=st.lists(ASIDES, max_size=3).map(tuple),
    told=st.sampled_from(["", "满了", "三年", "好的"]),
)
LIVES = st.lists(STEPS, min_size=1, max_size=60)
FORM = st.sampled_from(sorted(FORMS))
AGREED = Step(
    ActKind.AFFIRM, "同意", None, None, False, False, 1, Seen(True, True, True, True, True, False, False)
)


def live(script: Script, steps: list[Step]) -> list[tuple[Step, Session, Session, tuple[Effect, ...]]]:
    """Each step with the session before, after, and the effects; the session is JSON in between."""
    turns, now, session = [], START, Session.new("zh")
    for number, step in enumerate(steps):
        now += timedelta(seconds=step.seconds)
        act = Act(
            step.kind,
            now,
            step.text,
            step.topic,
            step.attachment,
            (number,),
            step.continues,
            unread_more=step.unread_more,
            asides=step.asides if step.kind in (*WORDS, ActKind.FAQ) else (),
            told=step.told,
        )
        after, effects = advance(session, act, script, lambda *_, seen=step.seen: seen)
        again = Session.model_validate_json(after.model_dump_json())
        assert again == after
        turns.append((step, session, again, effects))
        session = again
    return turns


@given(FORM, LIVES)
@settings(max_examples=150, deadline=None)
def test_one_message_a_turn_and_silence_only_where_promised(form: str, steps: list[Step]) -> None:
    for step, before, after, effects in live(FORMS[form], [AGREED, *steps]):
        said = [effect for effect in effects if isinstance(effect, Say)]
        assert len(said) <= 1
        held = any(isinstance(effect, SettleLater) for effect in effects) or after.draft is not None
        late = step.continues and step.kind in (*WORDS, *POLITE) and before.phase is not Phase.CONSENT
        assert said or held or late or step.kind is ActKind.SETTLE
        assert not said or (said[0].lines and effects[-1] is said[0])
        assert all(isinstance(to_json(effect)["effect"], str) for effect in effects)


@given(FORM, LIVES)
@settings(max_examples=150, deadline=None)
def test_answers_count_once_in_order_within_one_probe_budget(form: str, steps: list[Step]) -> None:
    script = FORMS[form]
    parts: dict[str, list[RecordAnswer]] = {}
    for _, _, _, effects in live(script, [AGREED, *steps]):
        for effect in effects:
            if isinstance(effect, SupersedeAnswer):
                parts.pop(effect.question_id)
            if isinstance(effect, RecordAnswer):
                parts.setdefault(effect.question_id, []).append(effect)
    order = [question.id for question in script.ordered_questions]
    assert list(parts) == sorted(parts, key=order.index)
    for recorded in parts.values():
        assert [answer.part for answer in recorded] == list(range(1, len(recorded) + 1))
        assert len({answer.probe for answer in recorded} - {None}) <= script.max_probes


@given(FORM, LIVES)
@settings(max_examples=150, deadline=None)
def test_finish_comes_once_and_only_with_every_question_asked(form: str, steps: list[Step]) -> None:
    finishes = 0
    for _, _, after, effects in live(FORMS[form], [AGREED, *steps, *steps]):
        finishes += sum(isinstance(effect, Finish) for effect in effects)
        assert finishes == 0 or after.reply.step == len(FORMS[form].steps)
    assert finishes <= 1


@given(FORM, st.lists(STEPS.filter(lambda step: step.kind is not ActKind.AFFIRM), max_size=30))
@settings(max_examples=100, deadline=None)
def test_nothing_is_recorded_before_consent(form: str, steps: list[Step]) -> None:
    for _, before, _, effects in live(FORMS[form], steps):
        recorded = [effect for effect in effects if isinstance(effect, (RecordAnswer, RecordFact, Finish))]
        assert before.phase is not Phase.CONSENT or not recorded


@given(FORM, LIVES)
@settings(max_examples=100, deadline=None)
def test_words_said_while_a_question_is_open_are_never_lost(form: str, steps: list[Step]) -> None:
    """Every answer lands in a record or stays held, unless its sender says it anew, withdraws or erases."""
    script = FORMS[form]
    for step, before, after, effects in live(script, [AGREED, *steps]):
        if (
            before.phase is not Phase.INTERVIEW
            or step.kind is not ActKind.ANSWER
            or before.paused
            or before.asking
        ):
            continue
        kept = [effect.text for effect in effects if isinstance(effect, RecordAnswer)]
        kept += [effect.raw for effect in effects if isinstance(effect, RecordFact)]
        kept += after.draft.texts if after.draft else []
        kept += [after.reply.text]
        assert any(step.text in text for text in kept) or step.continues


@given(LIVES)
@settings(max_examples=50, deadline=None)
def test_the_same_life_twice_is_the_same_interview(steps: list[Step]) -> None:
    assert live(RIDER, steps) == live(RIDER, steps)


def test_both_branches_ask_the_same_number_of_questions_on_the_same_dimensions() -> None:
    asked = {}
    for branch, said in (("experienced", "三年"), ("novice", "没做过")):
        texts = [
            "满了",
            "能",
            "明天",
            said,
            *["我先按了急停，再报告班长，后来清掉异物就恢复了。"] * 5,
            "能",
            "没有",
        ]
        steps = [
            AGREED,
            *(Step(ActKind.ANSWER, text, None, None, False, False, 30, AGREED.seen) for text in texts),
        ]
        turns = live(ASSEMBLER, steps)
        asked[branch] = [
            (effect.question_id, effect.dimension)
            for _, _, _, effects in turns
            for effect in effects
            if isinstance(effect, RecordAnswer)
        ]
        assert {
            effect.branch for turn in turns for effect in turn[3] if isinstance(effect, RecordAnswer)
        } == {branch}
        assert turns[-1][2].phase is Phase.FINISHED
    assert asked["experienced"] == asked["novice"]
    assert len(asked["novice"]) == 4


STATES = {
    "consent": [],
    "knockout": [AGREED],
    "experience": ["满了", "能", "明天"],
    "question": ["满了", "能", "明天", "没做过"],
    "draft": ["满了", "能", "明天", "没做过", "我先停机"],
    "probe": ["满了", "能", "明天", "没做过", "不知道"],
    "site": [
        "满了",
        "能",
        "明天",
        "没做过",
        *["我先按了急停，再报告班长，后来清掉异物就恢复了。"] * 4,
        "夜班",
    ],
    "finished": [
        "满了",
        "能",
        "明天",
        "没做过",
        *["我先按了急停，再报告班长，后来清掉异物就恢复了。"] * 4,
        "夜班",
        "能",
        "没有",
    ],
    "paused": [AGREED, ActKind.PAUSE],
    "confirming": [AGREED, ActKind.WITHDRAW],
    "choosing language": [AGREED, ActKind.CHANGE_LANGUAGE],
    "declined": [ActKind.DENY],
    "withdrawn": [AGREED, ActKind.WITHDRAW, AGREED],
    "erased": [AGREED, ActKind.DELETE_DATA, AGREED],
}


def brought_to(state: str) -> list[Step]:
    steps = []
    for entry in STATES[state]:
        if isinstance(entry, str) and not steps:
            steps.append(AGREED)
        if isinstance(entry, Step):
            steps.append(entry)
        elif isinstance(entry, ActKind):
            steps.append(Step(entry, "", None, None, False, False, 30, AGREED.seen))
        else:
            steps.append(Step(ActKind.ANSWER, entry, None, None, False, False, 30, AGREED.seen))
    return steps


COMMANDS = [
    kind
    for kind in ActKind
    if kind not in (ActKind.SETTLE, ActKind.ANSWER, ActKind.AFFIRM, ActKind.DENY, ActKind.OTHER)
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", COMMANDS)
def test_every_command_is_answered_at_every_state(state: str, kind: ActKind) -> None:
    last = Step(kind, "", "pay", "sticker", False, False, 1, AGREED.seen)
    *_, (_, before, after, effects) = live(ASSEMBLER, [*brought_to(state), last])
    assert len([effect for effect in effects if isinstance(effect, Say)]) == 1
    assert not any(isinstance(effect, (Decline, RecordConsent)) for effect in effects)
    assert not any(isinstance(effect, Erase) for effect in effects) or state == "confirming"
    assert after.phase is before.phase or (state, kind) == ("confirming", ActKind.WITHDRAW)


@pytest.mark.parametrize(
    "kind",
    [
        ActKind.HUMAN,
        ActKind.EXPLAIN,
        ActKind.APPEAL,
        ActKind.EXPORT_DATA,
        ActKind.PROGRESS,
        ActKind.FAQ,
        ActKind.DELETE_DATA,
    ],
)
@pytest.mark.parametrize("state", [state for state in STATES if state != "erased"])
def test_rights_are_never_refused(state: str, kind: ActKind) -> None:
    last = Step(kind, "", "pay", None, False, False, 1, AGREED.seen)
    *_, (_, _, _, effects) = live(ASSEMBLER, [*brought_to(state), last])
    keys = {line.key for effect in effects if isinstance(effect, Say) for line in effect.lines}
    assert not keys & {"closed", "finished.already", "other.gentle"}
