"""What a verified callback or a pulled message turned out to be."""

from dataclasses import dataclass

from channels.contract import InboundEvent
from channels.platform import MediaRef


@dataclass(frozen=True)
class Said:
    """A person sent something; `media` when its bytes are still at the platform."""

    event: InboundEvent
    media: MediaRef | None = None


@dataclass(frozen=True)
class Other:
    """Verified, and nothing we act on. `key` tells it from every other."""

    key: str
