"""Quick replies as inline buttons.

`callback_data` holds at most 64 bytes, so it carries only our message's id and the choice's number; what the choice
said is read from the keyboard, which Telegram gives back with the tap.
"""

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels.contract import Card, OutboundMessage
from channels.telegram.model import Keyboard

WIDE: Final = 24
"""Characters that fit side by side on a narrow phone."""
PREFIX: Final = "c:"


def keyboard(message: OutboundMessage) -> InlineKeyboardMarkup | None:
    """All choices in one row when they are short, else one below the other."""
    if not message.choices:
        return None
    buttons = [
        InlineKeyboardButton(choice.text, callback_data=f"{PREFIX}{message.id}:{number}")
        for number, choice in enumerate(message.choices)
    ]
    in_a_row = sum(2 + len(choice.text) for choice in message.choices) <= WIDE
    return InlineKeyboardMarkup([buttons] if in_a_row else [[button] for button in buttons])


def decisions(card: Card) -> InlineKeyboardMarkup | None:
    """What a group's card offers, two side by side."""
    buttons = [InlineKeyboardButton(one.text, callback_data=one.value) for one in card.buttons]
    return (
        InlineKeyboardMarkup([buttons[at : at + 2] for at in range(0, len(buttons), 2)]) if buttons else None
    )


def label(shown: Keyboard | None, data: str | None) -> str:
    """What the tapped button says; empty when it is none of ours or no longer there."""
    if shown is None or data is None or not data.startswith(PREFIX):
        return ""
    buttons = (button for row in shown.inline_keyboard for button in row)
    return next((button.text for button in buttons if button.callback_data == data), "")
