"""Words as they are compared: one width, one case, no invisible characters."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 4000
"""Characters of a text that readings look at."""
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


def plain(text: str) -> str:
    """NFKC, lower case, without invisible characters, spaces collapsed.

    >>> plain("１９ 了　OK")
    '19 了 ok'
    """
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    return " ".join(shown.replace("’", "'").lower().split())


def bare(text: str) -> str:
    """`plain` without punctuation, symbols and spaces around the words.

    >>> bare("没有问题！！")
    '没有问题'
    """
    return re.sub(r"^[\W_]+|[\W_]+$", "", plain(text))
