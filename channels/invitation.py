"""An invitation token in what a person sent: alone, or in a pasted link."""

import hashlib
import re
from typing import Final

from channels.contract import LinkState

_LINK: Final = re.compile(r"/i/([A-Za-z0-9_-]{20,128})(?![A-Za-z0-9_-])")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")


def find_token(text: str) -> str | None:
    """The token, if the text is one or holds a link with one.

    >>> find_token("我的链接 https://hr.example/i/abcdefghijklmnopqrstuvwxyz012345 谢谢")
    'abcdefghijklmnopqrstuvwxyz012345'
    >>> find_token("我做过三年装配")
    """
    if link := _LINK.search(text):
        return link[1]
    return text.strip() if _BARE.fullmatch(text.strip()) else None


def answer_to(state: LinkState | None, otherwise: str) -> str:
    """The key of what to say to somebody whose link did not open: `check`, `wrong`, `locked`, or the channel's own.

    >>> answer_to(LinkState.CHECK, "refusal"), answer_to(LinkState.EXPIRED, "refusal")
    ('check', 'refusal')
    """
    return state.value if state in (LinkState.CHECK, LinkState.WRONG, LinkState.LOCKED) else otherwise


def start_id(token: str, address: str) -> str:
    """The `external_id` of START: one a link and person, however often the link is opened."""
    return f"start:{address}:{hashlib.sha256(token.encode()).hexdigest()[:16]}"
