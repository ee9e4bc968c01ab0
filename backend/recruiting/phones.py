"""One way to write a phone number, so that the same person is found again.

A small strict rule, not a numbering plan: mainland mobile numbers may be written without country code, all
others need one.
"""

import re
import unicodedata
from typing import Final

from backend.recruiting.errors import InvalidField

_MAINLAND: Final = re.compile(r"(?:86)?(1[3-9]\d{9})")
_INTERNATIONAL: Final = re.compile(r"[1-9]\d{7,14}")
_FILLING: Final = re.compile(r"[\s().\-‐‑–·]")


def normalise(raw: str) -> str:
    """The number as E.164; InvalidField when it is none.

    >>> normalise("138 0013-8000")
    '+8613800138000'
    >>> normalise("0081 90 1234 5678")
    '+819012345678'
    """
    digits = _FILLING.sub("", unicodedata.normalize("NFKC", raw))
    if mainland := _MAINLAND.fullmatch(digits.removeprefix("+").removeprefix("00")):
        return f"+86{mainland[1]}"
    for prefix in ("+", "00"):
        abroad = digits.removeprefix(prefix)
        if abroad != digits and not abroad.startswith("86") and _INTERNATIONAL.fullmatch(abroad):
            return f"+{abroad}"
    raise InvalidField("phone", "phone")
