"""Group robots of WeCom and DingTalk, and Telegram's sendMessage, with the limits that the platforms enforce.

Sources: WeCom 群机器人 (20 a minute, markdown ≤ 4096 bytes, errors inside HTTP 200), DingTalk custom robot (20 a
minute, HMAC signature within an hour, `msgUuid` repeats are not shown again), Telegram Bot API (4096 characters, 429 with
retry_after).
"""

import base64
import hashlib
import hmac
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

A_MINUTE = 60.0
DINGTALK_WINDOW = 3600.0  # seconds a signature stays valid
BLOCKED = {"dingtalk": 600.0}  # seconds of silence that the message too many costs
WECOM_MARKDOWN_BYTES = 4096
TELEGRAM_CHARACTERS = 4096


@dataclass
class Groups:
    """What was posted where, and how fast."""

    per_minute: int = 20
    now: Callable[[], float] = time.monotonic
    secret: str = ""
    posts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _recent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _blocked_until: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _uuids: set[str] = field(default_factory=set)

    def routes(self) -> APIRouter:
        """The three platforms' addresses."""
        router = APIRouter()
        router.post("/cgi-bin/webhook/send")(self._wecom)
        router.post("/robot/send")(self._dingtalk)
        router.post("/bot{token}/sendMessage")(self._telegram)
        return router

    async def _wecom(self, request: Request) -> dict[str, Any]:
        body = await request.json()
        text = body.get(body.get("msgtype", ""), {}).get("content", "")
        if not text or len(text.encode()) > WECOM_MARKDOWN_BYTES:
            return {"errcode": 40058, "errmsg": "invalid content"}
        if not self._allowed("wecom"):
            return {"errcode": 45009, "errmsg": "api freq out of limit"}
        self.posts["wecom"].append(text)
        return {"errcode": 0, "errmsg": "ok"}

    async def _dingtalk(self, request: Request, timestamp: str = "", sign: str = "") -> dict[str, Any]:
        body = await request.json()
        if self.secret and not self._signed(timestamp, sign):
            return {"errcode": 310000, "errmsg": "sign not match"}
        uuid = str(body.get("msgUuid", ""))
        if uuid and uuid in self._uuids:
            return {"errcode": 0, "errmsg": "ok"}
        if not self._allowed("dingtalk"):
            return {"errcode": 130101, "errmsg": "send too fast"}
        self._uuids.add(uuid)
        self.posts["dingtalk"].append(
            body.get("markdown", {}).get("text", "") or body.get("text", {}).get("content", "")
        )
        return {"errcode": 0, "errmsg": "ok"}

    async def _telegram(self, request: Request, token: str) -> JSONResponse:
        form = await request.form()
        text = str(form.get("text", ""))
        if not text or len(text) > TELEGRAM_CHARACTERS:
            return JSONResponse({"ok": False, "error_code": 400, "description": "Bad Request"}, 400)
        if not self._allowed("telegram"):
            after = {"retry_after": 3}
            return JSONResponse(
                {"ok": False, "error_code": 429, "description": "Too Many", "parameters": after}, 429
            )
        self.posts["telegram"].append(text)
        chat = {"id": int(str(form.get("chat_id", "0"))), "type": "supergroup", "title": "HR"}
        message = {
            "message_id": len(self.posts["telegram"]),
            "date": int(time.time()),
            "chat": chat,
            "text": text,
        }
        return JSONResponse({"ok": True, "result": message})

    def _signed(self, timestamp: str, sign: str) -> bool:
        if not timestamp.isdigit() or abs(time.time() - int(timestamp) / 1000) > DINGTALK_WINDOW:
            return False
        wanted = hmac.new(
            self.secret.encode(), f"{timestamp}\n{self.secret}".encode(), hashlib.sha256
        ).digest()
        return hmac.compare_digest(base64.b64encode(wanted).decode(), unquote(sign))

    def _allowed(self, group: str) -> bool:
        now, recent = self.now(), self._recent[group]
        if now < self._blocked_until[group]:
            self.refused[group] += 1
            return False
        while recent and now - recent[0] > A_MINUTE:
            recent.popleft()
        if len(recent) >= self.per_minute:
            self.refused[group] += 1
            self._blocked_until[group] = now + BLOCKED.get(group, 0.0)
            return False
        recent.append(now)
        return True
