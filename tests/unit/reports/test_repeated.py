"""One story told to every question counts once."""

import pytest

from backend.reports.content import Because
from backend.reports.ports import Item
from backend.reports.repeated import repeated
from tests.fakes.interviews import interview, part
from tests.unit.reports.test_build import report

STORY = (
    "去年夏天线上护罩松了，我先停机挂牌，再报给班长，换好螺丝试了三遍才开，后来每个班都先查这一项，没再出过。"
)
OTHER = "上个月有个新来的不会用扫码枪，我下班留下来教了他两个晚上，第三天他自己就能干了，还跟我说谢谢。"


def item(id: str, answer: str, question: str = "说一件事。", rubric: str = "有具体的事") -> Item:
    return Item(id, "p", "d", question, {"1": rubric}, answer)


def test_a_story_stays_where_it_fits_best() -> None:
    asked = [
        item("a", STORY, "怎么跟同事配合的？"),
        item("b", STORY, "机器出过什么险情？您停机了吗？", "停机挂牌，报给班长"),
        item("c", OTHER, "怎么带新人的？"),
    ]
    assert repeated(asked) == {"a"}


def test_of_equal_fits_the_first_asked_stays() -> None:
    assert repeated([item(id, STORY) for id in "abc"]) == {"b", "c"}


@pytest.mark.parametrize(
    "again",
    [
        STORY.replace("，", " ").replace("。", ""),
        "就像刚才说的，" + STORY + "这样算不算？",
        STORY[: len(STORY) * 2 // 3],
        STORY.replace("先", "首先").replace("试了三遍", "试了3遍"),
    ],
    ids=["no punctuation", "wrapped", "cut short", "a word changed"],
)
def test_small_changes_do_not_hide_it(again: str) -> None:
    assert len(repeated([item("a", STORY), item("b", again)])) == 1


def test_two_stories_or_two_short_answers_are_no_repetition() -> None:
    assert repeated([item("a", STORY), item("b", OTHER)]) == frozenset()
    assert repeated([item("a", "先停机，再报给班长。"), item("b", "先停机，再报给班长。")]) == frozenset()


def test_the_report_counts_it_once_and_asks_for_a_person() -> None:
    told = [part(f"q{n}", f"5 {STORY}", first_message=n) for n in (1, 2, 3)]
    built = report(interview(*told, part("q4", f"4 {OTHER}", first_message=4)))
    levels = [question.level for question in built.questions]
    assert levels.count(None) == 2
    assert sorted(level for level in levels if level) == [4, 5]
    assert Because.REPEATED_STORY in built.because
    assert "repeated_story" in built.flags
    assert all(question.review for question in built.questions if question.level is None)
