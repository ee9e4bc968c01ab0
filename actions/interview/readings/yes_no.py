"""Yes or no, as said in answer to a knockout: 满了, 没有问题, 19了, yeah, 大丈夫です, 네 가능해요, 还差两个月."""

import re
from datetime import datetime
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.numbers import number
from actions.interview.readings.text import bare, plain

ADULT: Final = 18
YOUNGEST: Final = 16
"""Lawful minimum age; between the two only the question's own age can tell."""

_FINE: Final = re.compile(
    r"没有?(?:啥|什么|任何)?问题|没得问题|沒有?問題|没关系|没事|冇问题|冇問題|不成问题|不要紧|"
    r"(?:no|not a|without(?: any)?) (?:problem|issue)s?|no worries|why not|"
    r"問題(?:は)?(?:ない|なし|ありません)|構いません|かまいません|問題無い|"
    r"문제 ?없\w*|상관 ?없\w*|괜찮\w*|大丈夫"
)
"""Negative in form, a yes in meaning."""

_NOT_YET: Final = re.compile(
    r"[不没未沒]满|[不没沒]滿|差(?:不多)?.{0,3}[个個月岁天年]|(?:下个?月|明年|年底|马上|就要|快要?|即将|再过\S{1,4}).{0,4}"
    r"(?:满|滿|到|1[68]|十[六八])|[不没未](?:到|足|够).{0,3}(?:1[68]|十[六八]|年龄|岁)|未成年|"
    r"\bnot yet\b|\b(?:under|turning|almost|nearly|soon)\b|"
    r"まだ|もうすぐ|未満|未成年|아직|미만|미성년|곧"
)
_NO: Final = re.compile(
    r"不能|不可以?|不行|不会|不會|不是|不要|不想|不同意|不愿|不接受|不方便|不需要|不用|办不了|没办|没法|没带|没考|没有|"
    r"沒有|还没|還沒|没|无|莫得|冇|唔|咩有|不|否|"
    r"\b(?:no|not|nope|nah|cannot|never|don'?t|doesn'?t|didn'?t|can'?t|won'?t|haven'?t|isn'?t|ain'?t|unable)\b|"
    r"いいえ|いえ|ううん|ない|ありません|ません|無理|だめ|ダメ|できず|無し|なし|"
    r"아니|없|못|안 ?돼|안 ?되|안 ?됩|불가|싫|안 ?해|안 ?가"
)
_YES: Final = re.compile(
    r"满|滿|够|夠|成年|是的?|对|對|係|能|可以|可|会|會|行|有|好|嗯|恩|昂|哎|要得|得行|中|接受|愿意|需要|要|带了|办得|早就|当然|"
    r"\b(?:ok|okay|y|ya|yes|yeah|yea|yep|yup|sure|course|certainly|absolutely|definitely|fine|right|correct|"
    r"can|do|have|am|already|got|will|is|could)\b|"
    r"はい|うん|ええ|でき|出来|可能|あり|有り|持って|なりました|なってい|もちろん|オッケー|いいです|います|"
    r"네|예|응|넵|어\b|가능|있|됩니다|돼요|되요|넘었|맞|물론|그럼|할 ?수|합니다|해요|좋아"
)
_ASKS: Final = re.compile(r"能不能|是不是|可不可以|有没有|要不要|会不会|行不行")
_AGE: Final = re.compile(
    r"(?P<n>\d{2}|[一二三四五六七八九]?十[一二三四五六七八九]?|열아홉|열여덟|열일곱|열여섯|스물|스무|"
    r"seventeen|eighteen|nineteen|twenty|sixteen)\s*(?:周?岁|歲|歳|才|세|살|years?|yrs?|了|啦|です|이에요|입니다|$)"
)
_BORN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def read_yes_no(
    text: str, kind: ActKind, now: datetime | None = None, at_least: int | None = None
) -> bool | None:
    """True, False, or None when it is neither: a person is then asked once more.

    Words decide; what the classifier thought (`kind`) only where the words say nothing. `now` reads a year of
    birth; `at_least` is the age a question names.
    """
    said = plain(text)
    if _ASKS.search(said):
        return None
    for read in (_read_not_yet(said), _read_age(said, now, at_least)):
        if read is not None:
            return read
    words = _read_words(said)
    if words is not None or bare(text):
        return words if words is not None or _mixed(said) else _BY_KIND.get(kind)
    return _BY_KIND.get(kind)


_BY_KIND: Final = {ActKind.AFFIRM: True, ActKind.DENY: False}


def _read_not_yet(said: str) -> bool | None:
    return False if _NOT_YET.search(said) and not _FINE.search(said) else None


def _read_age(said: str, now: datetime | None, at_least: int | None) -> bool | None:
    born = _BORN.search(said)
    if born and now is not None:
        return _old_enough(now.year - int(born[1]), at_least, unsure_at_limit=True)
    found = _AGE.search(said)
    age = number(found["n"]) if found else None
    return None if age is None else _old_enough(age, at_least, unsure_at_limit=False)


def _old_enough(age: float, at_least: int | None, *, unsure_at_limit: bool) -> bool | None:
    low, high = (at_least, at_least) if at_least is not None else (YOUNGEST, ADULT)
    if age >= high + unsure_at_limit:
        return True
    return False if age < low else None


def _read_words(said: str) -> bool | None:
    fine, rest = bool(_FINE.search(said)), _FINE.sub(" ", said)
    no = bool(_NO.search(rest))
    yes = fine or bool(_YES.search(_NO.sub(" ", rest)))
    return None if yes == no else yes


def _mixed(said: str) -> bool:
    rest = _FINE.sub(" ", said)
    return bool(_NO.search(rest))
