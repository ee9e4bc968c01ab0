"""Which language a person asks for: 请说中文, English please, 日本語で, 한국어로."""

import re
from typing import Final

from actions.interview.readings.text import bare, plain

_NAMES: Final = (
    (
        "zh",
        re.compile(
            r"中文|汉语|漢語|国语|國語|普通话|普通話|华语|简体|繁[体體]|中国語|중국어|중국말|(?<![a-z])(?:chinese|mandarin)"
        ),
    ),
    ("en", re.compile(r"英文|英语|英語|영어|잉글리[시쉬]|(?<![a-z])english|えいご|エイゴ|イングリッシュ")),
    ("ja", re.compile(r"日文|日语|日語|日本語|일본어|일본말|(?<![a-z])japanese|にほんご")),
    (
        "ko",
        re.compile(
            r"韩文|韩语|韓文|韓語|韩国话|朝鲜语|朝鲜话|韓国語|한국어|한국말|한글|(?<![a-z])korean|かんこくご"
        ),
    ),
)
_NEGATED: Final = re.compile(
    r"(?:不会|不懂|不说|不要|看不懂|听不懂|don'?t (?:speak|understand|know)|can'?t (?:speak|read)|not|no)\s*"
    r"(?:说|讲|用|any |in |speak |use )?\s*"
)
_EITHER: Final = re.compile(r"[文语語]还是|\bor\b|[語]か|아니면")
_PLACES: Final = ("zh", "en", "ja", "ko")


def read_language(text: str) -> str | None:
    """zh, en, ja or ko: the last one named that is not refused; None for none or a choice of several.

    >>> read_language("can we use English please"), read_language("I don't speak Chinese, 日本語で")
    ('en', 'ja')
    """
    said = plain(text)
    if _EITHER.search(said):
        return None
    hits = [
        (hit.start(), code) for code, name in _NAMES for hit in name.finditer(said) if _is_wanted(said, hit)
    ]
    return max(hits)[1] if hits else None


def read_listed_language(text: str) -> str | None:
    """As `read_language`, after the four have been listed: a number will do."""
    said = bare(text)
    return _PLACES[int(said) - 1] if said in {"1", "2", "3", "4"} else read_language(text)


def _is_wanted(said: str, hit: re.Match[str]) -> bool:
    before = said[: hit.start()]
    after = said[hit.end() :]
    refused = re.search(_NEGATED.pattern + "$", before)
    return refused is None and not re.match(
        r"(?:が|は)?(?:わかり?|分かり?|でき|話せ)ら?(?:ない|ません)|는? ?못|를? ?몰라", after
    )
