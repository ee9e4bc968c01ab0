"""What DingTalk's error codes mean for a message. The words beside them are never read: they may name secrets.

Sources: https://open.dingtalk.com/document/orgapp/server-api-error-codes-1, call-frequency-limit. The new API names
errors by words with an HTTP status, the old one by numbers inside HTTP 200.
"""

from typing import Final

from channels.errors import (
    Misconfigured,
    Rejected,
    SendError,
    TemporaryFailure,
    Throttled,
    Unreachable,
    from_status,
)

PAUSE: Final = 20.0
"""Seconds in which an address's calls are counted."""
TOKEN: Final = frozenset({"InvalidAuthentication", "33001", "40001", "40014", "42001"})
BUSY: Final = frozenset({"-1", "ServiceUnavailable", "systemError"})
TOO_FAST: Final = frozenset({"90002", "90018", "90019", "Throttling", "Forbidden.AccessDenied.QpsLimitForApi",
                             "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"})  # fmt: skip
QUOTA: Final = frozenset({"90020", "Forbidden.AccessDenied.ApiCountLimitForOrg"})
"""The organisation's calls of this month are used up: trying again is useless, a person must act."""
NOT_SET_UP: Final = (
    TOKEN | QUOTA | frozenset({"88", "50002", "60011", "60020", "400002", "robotCode.notExist"})
)
NO_SUCH_PERSON: Final = frozenset({"staffId.notExisted", "60121", "33012"})

_KINDS: Final[tuple[tuple[type[SendError], frozenset[str]], ...]] = (
    (TemporaryFailure, BUSY),
    (Misconfigured, NOT_SET_UP),
    (Unreachable, NO_SUCH_PERSON),
)


def failure(status: int, code: str) -> SendError:
    """The error of `channels.errors` for an error code; `status` decides where the code is not known."""
    if code in TOO_FAST or code.startswith("Throttling"):
        return Throttled(code, retry_after=PAUSE)
    for kind, codes in _KINDS:
        if code in codes:
            return kind(code)
    if status < 300:
        return Rejected(code)
    return type(from_status(status))(code)
