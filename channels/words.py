"""A person's words as they may be stored."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def clean(text: str) -> str:
    r"""Without control characters (PostgreSQL refuses NUL) and outer blanks; empty when nothing can be seen.

    >>> clean(" a\x00b\r\nc ")
    'ab\nc'
    >>> clean("\u200b\u200d")
    ''
    """
    kept = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return kept if any(unicodedata.category(character) not in _INVISIBLE for character in kept) else ""
