"""What the parts of the simulated WeCom share: its clock, its limits, its refusals, its XML."""

import secrets
from collections.abc import Callable
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
NOON = 1764000000.0

Json = dict[str, Any]


class Refusal(Exception):
    """An errcode inside HTTP 200."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Clock:
    """Seconds since 1970. Stands still until it is moved, or runs with `time.time` as its source."""

    source: Callable[[], float] = lambda: NOON
    ahead: float = 0.0

    @property
    def seconds(self) -> float:
        """Now."""
        return self.source() + self.ahead

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += seconds


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
        """What the person reads, without the items of a menu."""
        kind = self.body["msgtype"]
        if kind == "msgmenu":
            return str(self.body["msgmenu"].get("head_content", ""))
        return str(self.body.get(kind, {}).get("content", ""))

    @property
    def choices(self) -> list[str]:
        """The items of a menu."""
        menu = self.body.get("msgmenu", {})
        return [item["click"]["content"] for item in menu.get("list", [])]


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
