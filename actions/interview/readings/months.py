"""How long somebody has done similar work: 两年, 半年多, 三四年, two years, 2年くらい, 6개월."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.numbers import ENGLISH, HAN, KOREAN, number
from actions.interview.readings.text import plain

_WORDS: Final = "|".join(sorted((*ENGLISH, "couple of", "a couple of"), key=len, reverse=True))
_KOREAN: Final = "|".join(sorted(KOREAN, key=len, reverse=True))
_N: Final = rf"(?P<n>\d{{1,2}}(?:\.\d+)?(?!\d)|{HAN}{{1,5}}|\b(?:{_WORDS})\b|(?:{_KOREAN}))"
_AMOUNT: Final = re.compile(
    rf"(?<![\d.]){_N}(?:\s*[-~到至]\s*{HAN[:-1]}\d]{{1,5}})?\s*(?:多|来|几)?\s*"
    r"(?P<unit>年|years?\b|yrs?\b|y\b|년|해|"
    r"[个個か][半多]?月|ヶ月|ヵ月|カ月|ケ月|箇月|개월|달|months?\b|mos?\b|"
    r"[个個]?(?:星期|礼拜)|周(?!岁)|週間?|weeks?\b|주|天|days?\b|일(?![가-힣]))"
    r"\s*(?P<half>半|반|(?:and )?(?:a )?half)?"
)
_AND_A_HALF: Final = re.compile(rf"(?P<n>\b(?:{_WORDS})\b|\d+) and a half years?")
_LOOSE: Final = (
    (re.compile(r"大半年"), 7.0),
    (re.compile(r"(?:不到|小)半年"), 5.0),
    (re.compile(r"半年|half a year|half year|half-year|반 ?년"), 6.0),
    (
        re.compile(
            r"十几年|好多年|很多年|(?<![十百\d])多年|好几年|數年|数年|many years|several years|여러 해|수년"
        ),
        36.0,
    ),
    (re.compile(r"(?<!好)几年|a few years|few years|몇 ?년|몇 ?해"), 24.0),
    (re.compile(r"年把"), 12.0),
    (re.compile(r"(?<![\d年个個か])半(?:个|個|か|ヶ)?月|반 ?달|half a month"), 0.5),
    (re.compile(r"[两俩兩]月"), 2.0),
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SINCE: Final = re.compile(r"开始|開始|起|至今|到现在|since|from|から|부터")

_HAS_NOT: Final = re.compile(
    r"没有?(?:做|干|搞|弄|跑|接触|当|经验|經驗|学)|没做|没干|没有|沒有|没$|^没|从来没|从没|不会|零经验|零基础|第一次|"
    r"莫得|冇|未曾|小白|新手|无经验|"
    r"\b(?:no|not|nope|never|none|haven'?t|didn'?t|don'?t|first time)\b|"
    r"ありません|ない|なし|未経験|初めて|いいえ|없|아니|처음|안 ?해|못 ?해|무경험"
)
_HAS: Final = re.compile(
    r"[做干搞弄跑当装修送检拣卖管接]过|做了|干了|有|做的|在做|一直|"
    r"\b(?:yes|yeah|yep|have|did|worked|work|working|been|do|was)\b|"
    r"はい|あり|やっ|しまし|していま|勤め|働|経験|네|예|해 ?봤|했|있|해요|일하"
)
_EITHER: Final = re.compile(r"有没有|没有问题")


@dataclass(frozen=True)
class Experience:
    """`has`: says so or denies it, None if neither. `months`: how long, None if not said."""

    has: bool | None
    months: float | None

    @property
    def clear(self) -> bool:
        """Whether a branch can be chosen: an amount without a denial, or a denial without an amount."""
        return (self.months is not None) != (self.has is False)


def read_experience(text: str, kind: ActKind, now: datetime) -> Experience:
    """What a person says about similar work before."""
    said = plain(text)
    return Experience(_read_has(said, kind), read_months(said, now.year))


def read_months(said: str, year: int) -> float | None:
    """The time named in a text, in months; None if there is none. Amounts add up, `三四年` counts as three.

    >>> read_months("一年半", 2026), read_months("半年多", 2026), read_months("2年くらい", 2026)
    (18.0, 6.0, 24.0)
    """
    calendar = _read_calendar(said, year)
    if calendar is not None:
        return calendar
    found = [12 * ((number(half["n"]) or 0) + 0.5) for half in _AND_A_HALF.finditer(said)]
    rest = _AND_A_HALF.sub(" ", said)
    for pattern, months in _LOOSE:
        found += [months] * bool(pattern.search(rest))
        rest = pattern.sub(" ", rest)
    found += [_months(amount) for amount in _AMOUNT.finditer(rest)]
    return sum(found) if found else None


def _read_calendar(said: str, year: int) -> float | None:
    years = [int(found) for found in _YEAR.findall(said)]
    if len(years) >= 2:
        return 12.0 * max(0, max(years) - min(years))
    if years and _SINCE.search(said):
        return 12.0 * max(0, year - years[0])
    return None


def _months(found: re.Match[str]) -> float:
    count = 2 if found["n"].endswith("couple of") else number(found["n"]) or 0
    return _per_unit(found["unit"]) * (count + (0.5 if found["half"] or "半" in found["unit"] else 0))


def _per_unit(unit: str) -> float:
    if unit[0] in "年y년해":
        return 12.0
    if "月" in unit or "월" in unit or unit[0] in "m달":
        return 1.0
    return 0.25 if unit[0] not in "天d일" else 1 / 30


def _read_has(said: str, kind: ActKind) -> bool | None:
    rest = _EITHER.sub(" ", said)
    if _HAS_NOT.search(rest):
        return False
    if _HAS.search(rest):
        return True
    return {ActKind.AFFIRM: True, ActKind.DENY: False}.get(kind)
