"""What the parts of the simulated WeCom share: its clock, its limits, its refusals, its XML."""

import secrets
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse

TOKEN_SECONDS = 7200
SYNC_TOKEN_SECONDS = 600
WELCOME_SECONDS = 20
WINDOW_SECONDS = 48 * 3600
WINDOW_COUNT = 5
HISTORY_SECONDS = 3 * 24 * 3600
MEDIA_SECONDS = 3 * 24 * 3600
PIECE = 20 * 1024 * 1024
TEXT_BYTES = 2048
MENU_BYTES = 1024
MENU_ITEMS = 10
ITEM_BYTES = 128
CHAT_MEMBERS = 2000
TRIES = 3
ANSWER_SECONDS = 5.0

Json = dict[str, Any]


class Refusal(Exception):
    """An errcode inside HTTP 200."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Clock:
    """Seconds since 1970; stands still until it is moved."""

    seconds: float = 1764000000.0

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds


@dataclass
class Session:
    """What the platform knows of one customer and one account."""

    state: int = 0
    servicer: str = ""
    last_message: float | None = None
    sent: int = 0


@dataclass
class Sent:
    """A message that reached a person."""

    to: str
    msgid: str
    body: Json
    at: float
    event: bool = False

    @property
    def text(self) -> str:
        """What the person reads, menu items included."""
        kind = self.body["msgtype"]
        if kind == "msgmenu":
            menu = self.body["msgmenu"]
            items = [item["click"]["content"] for item in menu["list"]]
            return "\n".join([menu.get("head_content", ""), *items])
        return str(self.body.get("text", {}).get("content", ""))


def xml(**fields: object) -> bytes:
    """The platform's XML: CDATA for words, bare numbers."""
    parts = (
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{''.join(parts)}</xml>".encode()


def ok(body: Json) -> JSONResponse:
    """An answer with errcode 0."""
    return JSONResponse({"errcode": 0, "errmsg": "ok", **body})


def no(code: int) -> JSONResponse:
    """A refusal inside HTTP 200."""
    return JSONResponse({"errcode": code, "errmsg": f"refused, hint: [{secrets.token_hex(8)}]"})
