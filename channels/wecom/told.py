"""What a verified callback or a pulled message turned out to be."""

import re
from dataclasses import dataclass
from typing import Final

from channels.contract import InboundEvent
from channels.platform import MediaRef

ID: Final = re.compile(r"[\x21-\x7e]{1,256}")
"""What every id of the platform looks like. Others would not go into an index, and the platform makes none."""


@dataclass(frozen=True)
class Said:
    """A person sent something; `media` when its bytes are still at the platform.

    `card` when it was a tap: the code by which the card may be changed, once within 72 hours.
    """

    event: InboundEvent
    media: MediaRef | None = None
    card: str = ""


@dataclass(frozen=True)
class Other:
    """Verified, and nothing we act on. `key` tells it from every other."""

    key: str


def hidden(raw: bytes, token: str | None) -> bytes:
    """What is kept of something with a refused link: the link may be good for somebody else."""
    return raw.replace(token.encode(), b"***") if token else raw
