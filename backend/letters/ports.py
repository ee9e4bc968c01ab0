"""What carries a letter."""

from dataclasses import dataclass
from typing import Protocol

from channels.contract import Idempotency, SendResult


@dataclass(frozen=True)
class Letter:
    """One letter. `key` names it for ever: the idempotency key where the carrier takes one. SMS has no subject."""

    key: str
    to: str
    subject: str
    text: str


class Carrier(Protocol):
    """Brings letters to telephone numbers (E.164) or mailboxes."""

    idempotency: Idempotency

    async def send(self, letter: Letter) -> SendResult:
        """Hand it over. Raises a `channels.errors.SendError`."""
        ...
