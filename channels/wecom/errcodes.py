"""What WeCom's `errcode` means for a message. The words beside it are never read: they change, and may name secrets.

Source: 全局错误码, https://developer.work.weixin.qq.com/document/path/90313. The numbers of 微信客服's windows
(95001, 95002, 95013) are not in that list and stand on experience.
"""

from collections.abc import Mapping
from typing import Final

from channels.errors import (
    Held,
    Misconfigured,
    OutcomeUnknown,
    Rejected,
    SendError,
    TemporaryFailure,
    Throttled,
    Unreachable,
)

Json = Mapping[str, object]

OK: Final = 0
PAUSE: Final = 60.0
"""Seconds until the minute a limit is counted in is over."""
TOKEN: Final = frozenset({40001, 40014, 42001})
BUSY: Final = frozenset({-1})
TOO_FAST: Final = frozenset({45009, 45033})
NO_SUCH_PERSON: Final = frozenset({40003, 60111, 81013})
WINDOW: Final = frozenset({95001, 95002, 95013})
WRONG_STATE: Final = 95018
BAD_SYNC_TOKEN: Final = 95007
TOO_BIG: Final = 830002
NOT_SET_UP: Final = TOKEN | frozenset(
    {40013, 40056, 48002, 301002, 60020, 93000, 93004, 93008, 95000, 95004, 95011, 95012, 95017}
)


def checked(answer: Json) -> Json:
    """The answer, when its errcode is 0. Raises the error its code means; no code at all is no answer of theirs."""
    code = answer.get("errcode")
    if not isinstance(code, int) or isinstance(code, bool):
        raise OutcomeUnknown("errcode_missing")
    if code != OK:
        raise failure(code)
    return answer


def failure(code: int) -> SendError:
    """The error of `channels.errors` for a code that is not 0."""
    name = f"errcode_{code}"
    if code in TOO_FAST:
        return Throttled(name, retry_after=PAUSE)
    for kind, codes in _KINDS:
        if code in codes:
            return kind(name)
    return Rejected(name)


_KINDS: Final[tuple[tuple[type[SendError], frozenset[int]], ...]] = (
    (TemporaryFailure, BUSY),
    (Misconfigured, NOT_SET_UP),
    (Unreachable, NO_SUCH_PERSON),
    (Held, WINDOW | {WRONG_STATE}),
)
