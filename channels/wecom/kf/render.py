"""One of our messages as 微信客服 takes it: a menu when it fits, else text with the choices below. Pure.

Source: 发送消息, https://developer.work.weixin.qq.com/document/path/94677.
"""

from typing import Final

from channels.contract import OutboundMessage
from channels.splitting import split
from channels.wecom.errcodes import Json

TEXT_BYTES: Final = 2048
HEAD_BYTES: Final = 1024
ITEM_BYTES: Final = 128
MOST_ITEMS: Final = 10


def render(message: OutboundMessage) -> list[Json]:
    """The bodies to send, in order: one, unless the text is longer than the platform takes."""
    if _fits_menu(message):
        return [_menu(message)]
    listed = "".join(f"\n· {choice.text}" for choice in message.choices)
    return [_text(part) for part in split(message.text + listed, TEXT_BYTES)]


def msgid(message: OutboundMessage, part: int) -> str:
    """Our id of a part, at most 32 of [0-9a-zA-Z_-]; the platform names it when delivery fails later."""
    return f"mt{message.id}" if part == 0 else f"mt{message.id}-{part}"


def whole(platform_id: str) -> str:
    """The id of the message a part belongs to.

    >>> whole("mt12-2"), whole("mt12"), whole("theirs-2")
    ('mt12', 'mt12', 'theirs-2')
    """
    return platform_id.partition("-")[0] if platform_id.startswith("mt") else platform_id


def _fits_menu(message: OutboundMessage) -> bool:
    if not 0 < len(message.choices) <= MOST_ITEMS or _size(message.text) > HEAD_BYTES:
        return False
    return all(0 < _size(choice.text) <= ITEM_BYTES for choice in message.choices)


def _menu(message: OutboundMessage) -> Json:
    """An item's id names the message too, so that a second tap of it can be told."""
    items = [
        {"type": "click", "click": {"id": f"{message.id}-{number}", "content": choice.text}}
        for number, choice in enumerate(message.choices)
    ]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": message.text, "list": items}}


def _text(words: str) -> Json:
    return {"msgtype": "text", "text": {"content": words}}


def _size(text: str) -> int:
    return len(text.encode())
