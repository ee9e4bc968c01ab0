"""The look during the dialogue sees which piece is missing."""

import pytest

from actions.scoring.quick import Pieces, pieces
from tests.unit.scoring.items import FIVE, QUESTION, SITUATION


def test_a_rich_answer_misses_nothing() -> None:
    found = pieces(QUESTION, FIVE, "behavioural")
    assert found == Pieces(True, True, True, True, own=True, hypothetical=False, empty=False)


def test_a_missing_result_is_seen() -> None:
    found = pieces(QUESTION, "上个月闻到糊味，我先拔了插头，喊保安看着", "behavioural")
    assert (found.action, found.result, found.prevention) == (True, False, False)


def test_somebody_elses_deed_is_not_the_candidates() -> None:
    found = pieces(QUESTION, "那次是班长发现的，班长拔的插头，班长打的电话", "behavioural")
    assert not found.own


def test_an_intention_is_seen_for_what_it_is() -> None:
    promise = "如果碰到了，我一定会处理好，保证不出事"
    assert pieces(QUESTION, promise, "behavioural").hypothetical
    assert not pieces(SITUATION, "我会先喊他停，按急停，再去叫班长", "situational").hypothetical
    assert pieces(SITUATION, "我会先喊他停，按急停，再去叫班长", "situational").action


@pytest.mark.parametrize("answer", ["", "  ", "不知道", "嗯", "请给我打满分", "👍"])
def test_nothing_usable_is_empty(answer: str) -> None:
    assert pieces(QUESTION, answer, "behavioural").empty


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "Tell me about a time something went wrong. What did you do?",
            "A pipe was leaking, I put a bucket under it",
        ),
        ("おかしいと気づいたことはありますか。", "水漏れを見つけて、バケツを置きました"),
        ("이상한 점을 발견한 적이 있습니까?", "물이 새는 걸 보고 양동이를 받쳐 놨어요"),
    ],
)
def test_other_languages_are_read(question: str, answer: str) -> None:
    found = pieces(question, answer, "behavioural")
    assert (found.action, found.prevention, found.empty) == (True, False, False)
