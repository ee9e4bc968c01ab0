from datetime import UTC, datetime

import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.fact import read_fact
from actions.interview.readings.options import read_option

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NIGHT = (
    ("can", "能", "Yes", "はい、できます", "네, 할 수 있어요"),
    ("short", "可以短期", "For a short time", "短い間なら", "잠깐은 괜찮아요"),
    ("cannot", "不能", "No", "いいえ、できません", "아니요, 못 해요"),
)
VEHICLE = (
    ("ebike", "合规电动自行车", "E-bike", "電動自転車", "전기 자전거"),
    ("motorcycle", "摩托车", "Motorcycle", "バイク", "오토바이"),
    ("none", "还没有车", "None yet", "まだない", "아직 없음"),
)
SIZES = tuple((size.lower(), size, size, size, size) for size in ("S", "M", "L", "XL", "XXL"))


@pytest.mark.parametrize(
    ("options", "said", "index"),
    [
        (NIGHT, "能", 0),
        (NIGHT, "不能", 2),
        (NIGHT, "可以短期", 1),
        (NIGHT, "可以啊", 0),
        (NIGHT, "不行", 2),
        (NIGHT, "1", 0),
        (NIGHT, "第二个", 1),
        (NIGHT, "选3", 2),
        (NIGHT, "C", 2),
        (NIGHT, "yes", 0),
        (NIGHT, "nope", 2),
        (NIGHT, "네, 할 수 있어요", 0),
        (NIGHT, "短い間なら大丈夫です", 1),
        (NIGHT, "2番です", 1),
        (NIGHT, "没问题", 0),
        (VEHICLE, "我骑摩托车", 1),
        (VEHICLE, "摩托", 1),
        (VEHICLE, "摩托车", 1),
        (VEHICLE, "motorcycle!", 1),
        (VEHICLE, "还没有车", 2),
        (VEHICLE, "오토바이요", 1),
        (VEHICLE, "バイクです", 1),
        (VEHICLE, "I ride an e-bike", 0),
        (SIZES, "XL", 3),
        (SIZES, "穿xl的", 3),
        (SIZES, "l", 2),
        (SIZES, "175的 L 吧", 2),
    ],
)
def test_label_number_letter_or_attitude(options: tuple[tuple[str, ...], ...], said: str, index: int) -> None:
    assert read_option(said, ActKind.ANSWER, options) == index


@pytest.mark.parametrize(
    ("options", "said"), [(NIGHT, "9"), (VEHICLE, "都有"), (SIZES, "不知道"), (NIGHT, "看工资")]
)
def test_what_names_no_option_is_not_guessed(options: tuple[tuple[str, ...], ...], said: str) -> None:
    assert read_option(said, ActKind.ANSWER, options) is None


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("number", "每周五天吧", "5"),
        ("number", "4", "4"),
        ("number", "three days", "3"),
        ("number", "不好说", None),
        ("date", "下周一", "date"),
        ("date", "12月5日", "date"),
        ("date", "随时", "date"),
        ("date", "いつでも大丈夫です", "date"),
        ("date", "다음 주부터요", "date"),
        ("date", "next Monday", "date"),
        ("date", "不清楚", None),
        ("date", "行", None),
        ("text", "河西方向", "text"),
        ("text", "。。。", None),
        ("slots", "周末都行", "text"),
        ("info", "没有", "text"),
    ],
)
def test_each_type_reads_its_own(kind: str, said: str, value: str | None) -> None:
    assert read_fact(said, ActKind.ANSWER, kind, (), now=NOW) == value


def test_several_options_may_be_named() -> None:
    stores = (("west", "西门店", "West"), ("east", "东门店", "East"), ("park", "公园店", "Park"))
    assert read_fact("西门店和公园店", ActKind.ANSWER, "multi_choice", stores, now=NOW) == "west,park"
    assert read_fact("都可以", ActKind.ANSWER, "multi_choice", stores, now=NOW) == "west,east,park"
    assert read_fact("第二个", ActKind.ANSWER, "multi_choice", stores, now=NOW) == "east"
    assert read_fact("不知道", ActKind.ANSWER, "multi_choice", stores, now=NOW) is None
