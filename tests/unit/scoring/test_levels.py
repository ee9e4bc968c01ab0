"""Each level on plain answers, and the rules that bound it."""

import pytest

from actions.scoring.api import embedded
from tests.unit.scoring.items import FIVE, FOUR, SITUATION, item

SCORER = embedded()


@pytest.mark.parametrize(
    ("answer", "levels"),
    [
        (FIVE, {5}),
        (FOUR, {4}),
        ("看着水管滴水，我拿桶接着了", {3}),
        ("我干活从来不偷懒，责任心强，请领导放心", {2}),
        ("我就管扫地，别的我看见也当没看见，懒得管", {1}),
        ("不知道", {None}),
        ("", {None}),
        ("。。。！", {None}),
        ("👍👍👍", {None}),
    ],
)
def test_plain_answers_get_their_level(answer: str, levels: set[int | None]) -> None:
    assert SCORER.score(item(answer)).level in levels


def test_no_four_without_a_result_and_no_five_without_lasting_effect() -> None:
    told = "那天闻到糊味，我先拔了插头，喊保安看着，又打物业电话"
    with_result = told + "，电工来换了插座，没着起来"
    assert SCORER.score(item(told)).level == 3
    assert SCORER.score(item(with_result)).level == 4
    assert SCORER.score(item(with_result + "。后来我提议每个月查一遍，写进巡检表了")).level == 5


def test_an_intention_counts_where_one_is_asked_for() -> None:
    answer = "我会先喊他停，按急停，再去叫班长，不然手就卷进去了"
    assert SCORER.score(item(answer, SITUATION)).level == 4
    assert (SCORER.score(item("如果碰到我一定会处理好，保证不出事", SITUATION)).level or 1) <= 2


def test_the_score_stays_within_half_a_level() -> None:
    for answer in (FIVE, FOUR, "看着水管滴水，我拿桶接着了"):
        found = SCORER.score(item(answer))
        assert found.level is not None
        assert found.score is not None
        assert abs(found.score - found.level) <= 0.49
        assert 1.0 <= found.score <= 5.0


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (
            "Have you ever noticed something wrong at work? What did you do?",
            {
                5: "Last month a socket was black and hot. I pulled the plug, called security to watch it and put up a"
                " sign. The electrician changed it the same day and nothing burned. I suggested a monthly check and"
                " now it is on the checklist for every shift.",
                3: "I saw a leaking pipe, I put a bucket under it",
                2: "I am a very responsible person and I always work hard",
            },
        ),
        (
            "仕事中におかしいと気づいたことはありますか。どうしましたか。",
            {
                5: "先月、コンセントが熱くなっていました。すぐプラグを抜いて、警備員を呼んで、管理会社に電話しました。"
                "その日に交換されて火事になりませんでした。それから毎月点検するように提案して、点検表に入りました。",
                3: "水漏れを見つけて、バケツを置きました",
                2: "私は責任感が強いので何でも頑張ります",
            },
        ),
        (
            "일하다가 이상한 점을 발견한 적이 있습니까? 어떻게 했습니까?",
            {
                5: "지난달에 콘센트가 뜨거웠어요. 바로 플러그를 뽑고, 경비를 불렀고, 관리실에 전화했어요. 그날 교체해서 불이"
                " 안 났습니다. 그 뒤로 매달 점검하자고 건의해서 점검표에 들어갔어요.",
                3: "물이 새는 걸 보고 양동이를 놓았어요",
                2: "저는 책임감이 강하고 열심히 합니다",
            },
        ),
    ],
)
def test_other_languages_order_answers_the_same_way(question: str, answers: dict[int, str]) -> None:
    found = {level: SCORER.score(item(text, question)) for level, text in answers.items()}
    assert (found[5].level or 1) >= 4
    assert (found[2].level or 1) <= 2
    assert (found[5].score or 1) > (found[3].score or 1) > (found[2].score or 1)
