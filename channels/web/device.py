"""The browser a link is opened in: a random name in a cookie, so that a link that was passed on can be told.

It says nothing of the person and is needed for nothing else. A browser that keeps no cookies is one without a name.
"""

import re
import secrets
from typing import Annotated, Final

from fastapi import Cookie, Response

COOKIE: Final = "miantan_device"
KEPT_SECONDS: Final = 180 * 24 * 3600
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{32}")

Device = Annotated[str | None, Cookie(alias=COOKIE)]


def known_device(cookie: str | None) -> str | None:
    """The name in the cookie; None when there is none of ours."""
    return cookie if cookie and _NAME.fullmatch(cookie) else None


def give_device(response: Response, *, secure: bool) -> None:
    """Give this browser a name. Scripts cannot read it, and no other site makes the browser send it."""
    response.set_cookie(
        COOKIE,
        secrets.token_urlsafe(24),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=secure,
        samesite="lax",
    )
