"""One of our messages as `message/send` takes it: a card with buttons when it fits, else text. Pure.

Source: 发送应用消息, https://developer.work.weixin.qq.com/document/path/90236.
"""

import re
from typing import Final

from channels.contract import OutboundMessage
from channels.splitting import split
from channels.wecom.app.parse import SAY
from channels.wecom.errcodes import Json

TEXT_BYTES: Final = 2048
TITLE: Final = 36
"""Characters of a card's title, which it must have: our first sentence."""
SUBTITLE: Final = 112
"""Characters below it; the platform cuts what is longer, so longer texts are not put on cards."""
BUTTON: Final = 10
MOST_BUTTONS: Final = 6
REPEATS: Final = 60
"""Seconds in which an equal message counts as sent twice. Short, because “please repeat” is an honest repeat."""
CHECK: Final[Json] = {"enable_duplicate_check": 1, "duplicate_check_interval": REPEATS}
_SENTENCE: Final = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+|\n|$)")


def render(message: OutboundMessage) -> list[Json]:
    """The bodies to send, in order, without receiver."""
    title, subtitle = _headline(message.text)
    fits = all(0 < len(choice.text) <= BUTTON for choice in message.choices)
    if (
        0 < len(message.choices) <= MOST_BUTTONS
        and fits
        and 0 < len(title) <= TITLE
        and len(subtitle) <= SUBTITLE
    ):
        return [_card(message, title, subtitle)]
    listed = "".join(f"\n· {choice.text}" for choice in message.choices)
    return [
        {
            "msgtype": "text",
            "text": {"content": part},
            **CHECK,
        }
        for part in split(message.text + listed, TEXT_BYTES)
    ]


def task_id(message: OutboundMessage) -> str:
    """Names a card for good: a second card under it is refused, which is the card's duplicate check."""
    return f"mt{message.id}"


def _headline(text: str) -> tuple[str, str]:
    """The first sentence, and the rest."""
    found = _SENTENCE.match(text)
    end = found.end() if found else 0
    return text[:end].strip(), text[end:].strip()


def _card(message: OutboundMessage, title: str, subtitle: str) -> Json:
    buttons = [{"text": choice.text, "style": 1, "key": f"{SAY}{choice.text}"} for choice in message.choices]
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "sub_title_text": subtitle,
        "task_id": task_id(message),
        "button_list": buttons,
    }
    return {"msgtype": "template_card", "template_card": card, **CHECK}
