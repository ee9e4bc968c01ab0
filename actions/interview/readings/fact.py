"""One reply to one knockout or site question, read by the question's type."""

import re
from datetime import datetime
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.numbers import first_number
from actions.interview.readings.options import Options, read_option, read_options
from actions.interview.readings.text import bare, plain
from actions.interview.readings.yes_no import read_yes_no

_DAY: Final = re.compile(
    r"\d|[一二三四五六七八九十两]+(?:[月号日天周]|个)|今天|明天|后天|大后天|下周|下礼拜|下星期|周[一二三四五六日末天]|星期|礼拜|"
    r"下个?月|月[底初中]|年[后底前]|"
    r"随时|马上|立刻|立即|现在|这两天|这几天|这周|过几天|都行|都可以|尽快|等通知|过完年|国庆|中秋|五一|春节|"
    r"today|tomorrow|now|immediate|any ?time|asap|soon|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"whenever|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"今日|明日|明後日|来週|再来週|来月|いつでも|すぐ|月曜|火曜|水曜|木曜|金曜|土曜|日曜|今週|週明け|即日|"
    r"오늘|내일|모레|다음 ?주|다음 ?달|언제든|바로|즉시|월요일|화요일|수요일|목요일|"
    r"금요일|토요일|일요일|이번 ?주|당장"
)


def read_fact(
    text: str,
    kind: ActKind,
    question_type: str,
    options: Options,
    *,
    now: datetime,
    at_least: int | None = None,
) -> str | None:
    """What was understood: `yes`, `no`, option ids, a number, `date` or `text`; None when unclear."""
    match question_type:
        case "yes_no":
            meant = read_yes_no(text, kind, now, at_least)
            return None if meant is None else "yes" if meant else "no"
        case "choice":
            index = read_option(text, kind, options)
            return None if index is None else options[index][0]
        case "multi_choice":
            return _read_several(text, kind, options)
        case "number":
            value = first_number(plain(text))
            return None if value is None else f"{value:g}"
        case "date":
            return "date" if _DAY.search(plain(text)) else None
    return _read_text(text, kind)


def _read_several(text: str, kind: ActKind, options: Options) -> str | None:
    found = read_options(text, options)
    if not found and re.search(r"都|全部|all|any|どこでも|全て|다\b|모두|전부|아무", plain(text)):
        found = tuple(range(len(options)))
    if not found:
        index = read_option(text, kind, options)
        found = () if index is None else (index,)
    return ",".join(options[index][0] for index in found) or None


def _read_text(text: str, kind: ActKind) -> str | None:
    if kind is ActKind.OTHER or not bare(text):
        return None
    return {ActKind.AFFIRM: "yes", ActKind.DENY: "no"}.get(kind, "text")
