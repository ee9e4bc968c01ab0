"""What has nothing to do with the deed told changes nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.scoring.api import Item, embedded
from actions.scoring.evaluation.labelled import OWN, load
from actions.scoring.evaluation.swaps import SWAPS
from tests.unit.scoring.items import FIVE, FOUR, SITUATION, item

SCORER = embedded()
DEVELOPMENT = Path(__file__).parents[2] / "data" / "zh_answers_dev.jsonl"
PAIRS = [
    ("我先断电再看", "俺先把电断咯再瞅瞅"),
    ("我会先停机，然后报告班长。", "嗯那个我会先停机 然后呢 报告班长"),
    ("先自检再流下去", "先自检再流下去。今天天气不错"),
]


@pytest.mark.parametrize(("plain", "dressed"), PAIRS)
@pytest.mark.parametrize("question", ["说一次机器冒烟的经历。", SITUATION])
def test_placebo_pairs_have_one_level(plain: str, dressed: str, question: str) -> None:
    assert SCORER.score(item(plain, question)).level == SCORER.score(item(dressed, question)).level


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: "\n\n" + text + "\n  \n",
        lambda text: "您好，" + text + "谢谢。",
        lambda text: text + "今天天气不错。",
        lambda text: text.replace("，", ","),
        lambda text: text.replace("。", "．").replace("，", "，\u200b"),
        lambda text: "嗯，" + text,
    ],
    ids=["blank lines", "greeting", "weather", "half width", "zero width", "filler"],
)
def test_surface_changes_no_level_on_the_development_set(dress: Callable[[str], str]) -> None:
    for gold in load(DEVELOPMENT):
        dressed = Item(**{**vars(gold.item), "answer": dress(gold.item.answer)})
        if gold.kind == "normal":
            assert SCORER.score(dressed).level == SCORER.score(gold.item).level, gold.item.id


@pytest.mark.parametrize("name", sorted(set(SWAPS) - {"transcript slips"}))
def test_no_placebo_changes_a_level_on_the_calibration_set(name: str) -> None:
    moved = {
        gold.item.id: (
            SCORER.score(gold.item).level,
            SCORER.score(gold.saying(SWAPS[name](gold.item.answer))).level,
        )
        for gold in load(OWN / "calibration.jsonl")
    }
    assert {id: levels for id, levels in moved.items() if levels[0] != levels[1]} == {}


def test_traditional_characters_read_like_simplified_ones() -> None:
    traditional = (
        "廁所地上撿了個錢包，我沒打開，交到前臺兩個人一起數了寫了單子，下午失主拿回去了，還寫了感謝信。"
    )
    assert SCORER.score(item(traditional)).score == SCORER.score(item(FOUR)).score


@pytest.mark.parametrize(
    "who",
    [
        "我叫李秀英",
        "我是河南人",
        "我一个女的",
        "我是男的",
        "我今年52岁",
        "我22岁了",
        "我是农村的",
        "我是外地人",
    ],
)
def test_who_somebody_is_changes_no_score_at_all(who: str) -> None:
    for gold in load(DEVELOPMENT):
        if gold.kind == "normal":
            told = Item(**{**vars(gold.item), "answer": f"{who}，{gold.item.answer}"})
            assert SCORER.score(told).score == SCORER.score(gold.item).score, gold.item.id


@pytest.mark.parametrize(
    ("one", "other"),
    [("老公", "老婆"), ("儿子", "女儿"), ("李小红", "阿卜杜拉"), ("河南", "上海"), ("奶奶", "爷爷")],
)
def test_swapped_words_change_no_level(one: str, other: str) -> None:
    told = "那天{}打电话来，我先跟线长说了一声，找了小周顶我的位，处理完四十分钟就回来了，线没有停"
    assert SCORER.score(item(told.format(one))).level == SCORER.score(item(told.format(other))).level


def test_lost_punctuation_shifts_little_and_never_by_two_levels() -> None:
    shifts = []
    for gold in load(DEVELOPMENT):
        bare = Item(**{**vars(gold.item), "answer": re.sub(r"[，。、；！？“”]", "", gold.item.answer)})
        shifts.append((SCORER.score(bare).level or 1) - (SCORER.score(gold.item).level or 1))
    assert max(map(abs, shifts)) <= 1
    assert abs(sum(shifts)) / len(shifts) <= 0.1


def test_shuffled_sentences_tell_the_same() -> None:
    sentences = [s + "。" for s in FIVE.split("。") if s]
    turned = "".join(reversed(sentences))
    assert abs((SCORER.score(item(turned)).level or 1) - (SCORER.score(item(FIVE)).level or 1)) <= 1


def test_numbers_in_words_or_digits_read_alike() -> None:
    assert (
        SCORER.score(item("十分钟后我把三十个都换了，好了")).level
        == SCORER.score(item("10分钟后我把30个都换了，好了")).level
    )


def test_the_development_set_is_readable() -> None:
    lines = DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 60
    assert all(json.loads(line)["id"] for line in lines)
