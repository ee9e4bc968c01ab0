from datetime import UTC, datetime

import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.yes_no import read_yes_no

NOW = datetime(2026, 11, 22, tzinfo=UTC)

YES = """满了|能|没有问题|没问题啊|19了|我今年22岁|早就满了|没毛病|没意见|满18了|
可以的|有的|嗯|嗯嗯|行|是的|对|能提供|没啥问题|十九了|三十五岁|
yeah|yes|yep sure|ok|I can|of course|yes I am 19|I'm 25|no problem|sure no problem|I have it|yes, I do|25 years old|
はい、大丈夫です|はい|大丈夫です|できます|問題ありません|19歳です|持っています|もちろんです|あります|
네 가능해요|네|예|가능합니다|있어요|문제없어요|스무 살이에요|열아홉 살입니다|물론이죠|네, 넘었어요|
係|冇問題|得|要得|中|有啊|1998年的|办得了|能办|我可以办|2000年出生|老早就满了|没毛病|没意见|当然能|有，随时能带|成年了|都四十多岁了"""
NO = """不满|还差两个月|还没满|没有|不能|不可以|没带|没满|没有满18|未满18|17|我17岁|16岁|下个月满18|
快满了|不行|没办过|2012年的|还差几个月才满|
no|nope|not yet|I can't|I don't have one|under 18|I am 17|no I haven't|almost 18|
いいえ|いいえ、まだです|まだ17です|ありません|できません|持っていません|無理です|もうすぐ18です|
아니요|없어요|아직이요|안 돼요|못 해요|17살이에요|안됩니다|미성년자예요|
冇|唔得|莫得|木有|身份证丢了没有|不太行|我没有证"""
UNCLEAR = """看情况|什么意思|2008年的|能是能但是证件过期了没换|
啊|再说吧|hmm|maybe|たぶん|글쎄요|能不能先不办|…|今天天气不错"""


def split(table: str) -> list[str]:
    return [said for said in table.replace("\n", "").split("|") if said]


@pytest.mark.parametrize("said", split(YES))
def test_a_yes_in_four_languages(said: str) -> None:
    assert read_yes_no(said, ActKind.ANSWER, NOW, 18) is True


@pytest.mark.parametrize("said", split(NO))
def test_a_no_in_four_languages(said: str) -> None:
    assert read_yes_no(said, ActKind.ANSWER, NOW, 18) is False


@pytest.mark.parametrize("said", split(UNCLEAR))
def test_what_is_neither_is_not_guessed(said: str) -> None:
    assert read_yes_no(said, ActKind.ANSWER, NOW, 18) is None


@pytest.mark.parametrize(
    ("kind", "read"), [(ActKind.AFFIRM, True), (ActKind.DENY, False), (ActKind.ANSWER, None)]
)
def test_the_classifier_decides_only_where_words_say_nothing(kind: ActKind, read: bool | None) -> None:
    assert read_yes_no("👌", kind, NOW) is read
    assert read_yes_no("不满", ActKind.AFFIRM, NOW) is False
    assert read_yes_no("没有问题", ActKind.DENY, NOW) is True


def test_an_age_is_held_against_the_age_the_question_names() -> None:
    assert read_yes_no("17岁", ActKind.ANSWER, NOW, 16) is True
    assert read_yes_no("17岁", ActKind.ANSWER, NOW, 18) is False
    assert read_yes_no("17岁", ActKind.ANSWER, NOW) is None
    assert read_yes_no("满16了", ActKind.ANSWER, NOW, 16) is True
