"""Yes or no to a knockout: 满了, 没有问题, 19了, yeah, 大丈夫です, 네 가능해요, 还差两个月."""

import re
from datetime import datetime
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.numbers import number
from actions.interview.readings.text import plain

ADULT: Final = 18
YOUNGEST: Final = 16
"""Lawful minimum age; between the two only the question's own age can tell."""

_FINE: Final = re.compile(
    r"没有?(?:啥|什么|任何)?问题|没得问题|沒有?問題|没关系|没事|冇问题|冇問題|不成问题|不要紧|"
    r"没(?:毛病|意见|错|说的)|唔[紧緊]要|異議なし|"
    r"(?:no|not a|without(?: any)?) (?:problem|issue)s?|no worries|why not|"
    r"問題(?:は)?(?:ない|なし|ありません)|構いません|かまいません|問題無い|大丈夫|"
    r"문제 ?없\w*|상관 ?없\w*|괜찮\w*"
)
"""Negative in form, a yes in meaning."""

_UNSURE: Final = re.compile(
    r"不知道|不清楚|不确定|不一定|不好说|不晓得|看情况|能不能|是不是|可不可以|有没有|要不要|会不会|行不行|"
    r"\bidk\b|no idea|not sure|don'?t know|depends|maybe|わからない|わかりません|たぶん|多分|모르|글쎄"
)
_ASIDE: Final = re.compile(r"不好意思|对不起|不错|不过|不但|不只|すみません|죄송\w*|sorry")
"""Has the sign of a no in it and says nothing."""

_NOT_YET: Final = re.compile(
    r"[不没未沒]有?[满滿]|差(?:不多)?.{0,3}[个個月岁天年]|"
    r"(?:下个?月|明年|年底|马上|就要|快要?|即将|再过\S{1,4}).{0,4}(?:满|滿|到|1[68]|十[六八])|"
    r"[不没未](?:到|足|够).{0,3}(?:1[68]|十[六八]|年龄|岁)|未成年|"
    r"\bnot yet\b|\b(?:under|turning|almost|nearly|soon)\b|"
    r"まだ|もうすぐ|未満|未成年|아직|미만|미성년|곧"
)
_NO: Final = re.compile(
    r"[不没沒未](?:太|大|怎么|是很|是|有)?(?:能|可以?|行|会|會|要|想|同意|愿意?|接受|方便|需要?|用|办|法|带|考|够|有|对)?|"
    r"还没|還沒|办不了|无法|莫得|冇|唔(?:得|可以|好|係|要)?|伐要|木有|否|过期|丢了|弄丢|掉了|"
    r"\b(?:cannot|(?:do|does|did|ca|wo|have|has|is|ai|are)n'?t|not|never|unable)\b(?:\W+\w+){0,2}|"
    r"\b(?:no|nope|nah|expired|lost)\b|"
    r"いいえ|いえ|ううん|(?:でき|あり|持って(?:い)?|なって(?:い)?|い)?(?:ません|ない)|無理|だめ|ダメ|できず|無し|なし|期限切れ|違(?:い|う)|"
    r"아니\S*|없\S*|못 ?\S*|안 ?(?:돼|되|됩|해|하|할|가)\S*|불가\S*|싫\S*|만료|거부\S*|거절\S*|별로\S*|아이라\S*"
)
_YES: Final = re.compile(
    r"满|滿|够|夠|成年|是|对|對|係|能|可|会|會|(?<![自银])行|有|好|嗯|恩|昂|^得$|要得|中|接受|愿意|要|带了|办得|早就|当然|确定|确认|確定|確認|"
    r"\b(?:ok|okay|y|ya|yes|yeah|yea|yep|yup|sure|course|certainly|absolutely|definitely|fine|right|correct|"
    r"can|do|have|am|confirm|already|got|will|could)\b|"
    r"はい|うん|ええ|でき|出来|可能|あり|有り|持って|なりました|なってい|もちろん|オッケー|いいです|います|お願い|"
    r"네|예|응|넵|어$|가능|있|됩니다|돼요|되요|넘었|맞|물론|그럼|할 ?수|합니다|해요|좋아|확인|확실|부탁"
)
_AGE: Final = re.compile(
    r"(?P<n>\d{2}|[一二三四五六七八九]?十[一二三四五六七八九]?|열아홉|열여덟|열일곱|열여섯|스물|스무|"
    r"seventeen|eighteen|nineteen|twenty|sixteen)\s*(?:多|几|来)?(?:周?岁|歲|歳|才|세|살|years?|yrs?|了|啦|です|이에요|입니다|$)"
)
_BORN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def read_yes_no(
    text: str, kind: ActKind, now: datetime | None = None, at_least: int | None = None
) -> bool | None:
    """True, False, or None when it is neither: a person is then asked once more.

    Words decide; what the classifier thought (`kind`) only where they say nothing, or both. `now` reads a year of
    birth; `at_least` is the age a question names.
    """
    said = _ASIDE.sub(" ", plain(text))
    for read in (_read_not_yet(said), _read_age(said, now, at_least)):
        if read is not None:
            return read
    if _UNSURE.search(said):
        return None
    no, yes = _read_words(said)
    return yes if no != yes else _BY_KIND.get(kind)


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


def _read_words(said: str) -> tuple[bool, bool]:
    """Whether a no, and whether a yes, is in these words."""
    rest = _FINE.sub(" ", said)
    return bool(_NO.search(rest)), rest != said or bool(_YES.search(_NO.sub(" ", rest).strip()))
