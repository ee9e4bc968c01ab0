from datetime import UTC, datetime

import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.months import read_experience

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("两年", 24),
        ("半年多", 6),
        ("3个月", 3),
        ("一年半", 18),
        ("干过三四年了", 36),
        ("半年", 6),
        ("做过，大概两年，装空调", 24),
        ("一年多一点", 12),
        ("1年2个月", 14),
        ("十年了", 120),
        ("两个半月", 2.5),
        ("2年", 24),
        ("干了两月", 2),
        ("好几年了", 36),
        ("大半年吧", 7),
        ("三个多月", 3),
        ("做了半个月", 0.5),
        ("从2022年到2024年在富士康", 24),
        ("2020年开始一直做", 72),
        ("三周", 0.75),
        ("在电子厂做了一年零三个月", 15),
        ("做过 8 個月", 8),
        ("二十多年", 240),
        ("年把", 12),
        ("two years", 24),
        ("6 months", 6),
        ("about half a year", 6),
        ("a year and a half", 18),
        ("I did it for 2.5 years", 30),
        ("one and a half years", 18),
        ("3 yrs in a factory", 36),
        ("a couple of months", 2),
        ("around 1 year", 12),
        ("2年くらい", 24),
        ("1年半です", 18),
        ("3ヶ月ほどやりました", 3),
        ("六か月", 6),
        ("5年間", 60),
        ("6개월", 6),
        ("2년 정도요", 24),
        ("1년 반", 18),
        ("반년쯤", 6),
        ("석 달 했어요", 3),
        ("삼 년 했습니다", 36),
        ("세 달", 3),
        ("일년 했어요", 12),
    ],
)
def test_how_long_in_four_languages(said: str, months: float) -> None:
    read = read_experience(said, ActKind.ANSWER, NOW)
    assert read.months == pytest.approx(months)
    assert read.clear


@pytest.mark.parametrize(
    "said",
    [
        "没做过",
        "没有",
        "从来没干过",
        "没有经验",
        "不会",
        "第一次找工作",
        "零经验",
        "no",
        "never",
        "no experience",
        "I haven't done it",
        "ありません",
        "未経験です",
        "ないです",
        "いいえ",
        "없어요",
        "처음이에요",
        "안 해봤어요",
        "冇做过",
        "没",
    ],
)
def test_none_at_all_is_clear(said: str) -> None:
    read = read_experience(said, ActKind.ANSWER, NOW)
    assert (read.has, read.months, read.clear) == (False, None, True)


@pytest.mark.parametrize(
    "said",
    [
        "做过",
        "有的",
        "干过一点",
        "在厂里装过手机",
        "yes I did",
        "はい、あります",
        "네 있어요",
        "几个月",
        "没做过，做了两年",
        "嗯",
        "以前弄过",
    ],
)
def test_missing_or_contradictory_amounts_are_asked_for(said: str) -> None:
    assert not read_experience(said, ActKind.ANSWER, NOW).clear


@pytest.mark.parametrize(
    "said", ["我今年20岁，做过", "2019年毕业的，做过", "用过3把螺丝刀，做过", "3月份来的，做过"]
)
def test_other_numbers_are_no_duration(said: str) -> None:
    assert read_experience(said, ActKind.ANSWER, NOW).months is None


def test_the_classifier_helps_only_where_words_say_nothing() -> None:
    assert read_experience("👎", ActKind.DENY, NOW).clear
    assert not read_experience("👍", ActKind.AFFIRM, NOW).clear
