"""HR's desk in the messengers, wired: one secret signs the buttons in every process."""

from backend.recruiting.buttons import Buttons
from backend.recruiting.desk import HRDesk
from miantan.foundation import Foundation


def buttons_of(base: Foundation) -> Buttons:
    """What makes and reads the buttons of cards."""
    return Buttons(base.secrets.secret_key)


def desk_of(base: Foundation) -> HRDesk:
    """What taps and one-time codes are brought to."""
    language = base.settings.console_language
    return HRDesk(base.database, base.queue, base.clock, base.shelf, buttons_of(base), language)
