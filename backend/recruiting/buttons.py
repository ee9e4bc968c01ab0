"""What a card's button carries: which card, which decision, and what had been decided when the card was drawn.

Signed and dated, so that nobody can make one up or use an old one; short, because Telegram takes 64 bytes. It proves no
person: who presses must be known besides.
"""

from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, TimestampSigner
from pydantic import SecretStr

from backend.store.states import DecisionKind
from channels.desk import BUTTON

DECIDE: Final = "/console/decide"
"""Where a button's value can be confirmed in a browser."""
LASTS: Final = 14 * 24 * 3600
"""Seconds after which a card's buttons are closed; the console stays open."""
OFFERED: Final = (
    DecisionKind.ADVANCE,
    DecisionKind.HOLD,
    DecisionKind.SECOND_INTERVIEW,
    DecisionKind.CALL,
)
"""What a card offers. A rejection is not among them: it takes the whole report and a second look."""


class BadButton(Exception):
    """Forged, broken or expired."""


@dataclass(frozen=True)
class Button:
    """`card` is the outbox id of the card, `revision` the number of decisions made before."""

    card: int
    kind: DecisionKind
    revision: int


class Buttons:
    """Makes and reads them with the installation's secret."""

    def __init__(self, secret: SecretStr) -> None:
        self._signer = TimestampSigner(secret.get_secret_value(), salt="card button")

    def write(self, button: Button) -> str:
        """At most 64 characters of A-Z a-z 0-9 _ - . after the `d:` that all begin with."""
        plain = f"{button.card}.{OFFERED.index(button.kind)}.{button.revision}"
        return BUTTON + self._signer.sign(plain).decode()

    def read(self, value: str) -> Button:
        """What was written. Raises BadButton."""
        try:
            plain = self._signer.unsign(value.removeprefix(BUTTON), max_age=LASTS).decode()
            card, kind, revision = map(int, plain.split("."))
            return Button(card, OFFERED[kind], revision)
        except (BadData, ValueError, IndexError):
            raise BadButton from None
