"""Telegram on loopback: the Bot API's methods that an interview needs, with its limits and its habits.

Source: https://core.telegram.org/bots/api. Updates come by webhook (secret header, repeated until a 2xx) or by getUpdates
(409 beside a webhook or a second poller), never by both; they are kept until confirmed. 30 messages a second, one a
second in a chat, 20 a minute in a group, over it 429 with retry_after for the whole bot. A bot cannot write first.
"""

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

CHARACTERS = 4096
CALLBACK_BYTES = 64
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOK = 0.01  # seconds between looks for a new update

Json = dict[str, Any]


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass
class Limits:
    """Messages allowed: in all a second, in one chat in so many seconds, in a group a minute.

    The real limit of a chat is one a second over a while; short bursts pass.
    """

    per_second: int = 30
    per_chat: int = 1
    chat_seconds: float = 1.0
    per_group: int = 20


@dataclass
class Chat:
    """A private chat or a group, as the platform sees it. `open`: the bot may write there."""

    id: int
    type: str = "private"
    language: str = "zh"
    open: bool = False
    moved_to: int | None = None
    messages: list[Json] = field(default_factory=list)


@dataclass
class Telegram:
    """One bot and the people around it. `now` moves the limits' clock; `pause` is between webhook tries."""

    token: str
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], float] = time.monotonic
    pause: float = 0.2
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    throttled: int = 0
    webhook: Json = field(default_factory=dict)
    last_error: str = ""
    _updates: list[Json] = field(default_factory=list)
    _update_ids: "count[int]" = field(default_factory=lambda: count(1000))
    _message_ids: "count[int]" = field(default_factory=lambda: count(1))
    _recent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _silent_until: float = 0.0
    _poll: int = 0
    _pusher: asyncio.Task[None] | None = None

    def routes(self) -> APIRouter:
        """The Bot API and its files."""
        router = APIRouter()
        router.api_route("/bot{token}/{method}", methods=["GET", "POST"])(self._call)
        router.get("/file/bot{token}/{path:path}")(self._file)
        return router

    def group(self, number: int) -> Chat:
        """A group that the bot is in."""
        self.chats[number] = Chat(number, "supergroup" if number < -(10**9) else "group", open=True)
        return self.chats[number]

    def push(self, **content: Json) -> Json:
        """Put an update into the queue, as the platform does when somebody acts."""
        update = {"update_id": self.next_id(), **content}
        self._updates.append(update)
        return update

    def repeat(self, update: Json) -> None:
        """Bring an update again, as after a lost answer."""
        self._updates.append(update)

    def next_id(self) -> int:
        """The number of the next update or tap."""
        return next(self._update_ids)

    def waiting(self) -> int:
        """Updates not yet confirmed."""
        return len(self._updates)

    def new_message(self, chat: Chat, mine: bool, **content: Any) -> Json:
        """A message in a chat, from the bot (`mine`) or from the person."""
        sender = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "sim_bot"} if mine else None
        message = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": {"id": chat.id, "type": chat.type, "title": "HR", "first_name": "P"},
            "from": sender or user(chat),
            **content,
        }
        chat.messages.append(message)
        return message

    async def _call(self, request: Request, token: str, method: str) -> JSONResponse:
        try:
            if token != self.token:
                raise Refused(401, "Unauthorized")
            handle = getattr(self, f"_on_{method.lower()}", None)
            if handle is None:
                raise Refused(404, "Not Found")
            result = await handle(await _arguments(request))
        except Refused as refused:
            body = {"ok": False, "error_code": refused.status, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return JSONResponse(body, refused.status)
        return JSONResponse({"ok": True, "result": result})

    async def _file(self, token: str, path: str) -> Response:
        if token != self.token or path not in self.files:
            return Response(status_code=404)
        return Response(self.files[path], media_type="application/octet-stream")

    async def _on_getme(self, _: Json) -> Json:
        return {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "sim_bot"}

    async def _on_setwebhook(self, asked: Json) -> bool:
        secret = str(asked.get("secret_token", ""))
        if secret and not SECRET.fullmatch(secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        await self._stop()
        self.webhook = {"url": str(asked["url"]), "secret": secret}
        self._pusher = asyncio.create_task(self._deliver())
        return True

    async def _on_deletewebhook(self, asked: Json) -> bool:
        await self._stop()
        self.webhook = {}
        if asked.get("drop_pending_updates") in (True, "true"):
            self._updates.clear()
        return True

    async def _on_getwebhookinfo(self, _: Json) -> Json:
        info = {"url": self.webhook.get("url", ""), "has_custom_certificate": False,
                "pending_update_count": len(self._updates)}  # fmt: skip
        if self.last_error:
            info |= {"last_error_date": int(time.time()), "last_error_message": self.last_error}
        return info

    async def _on_getupdates(self, asked: Json) -> list[Json]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine, until = self._poll, time.monotonic() + int(asked.get("timeout", 0))
        offset = int(asked.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        while not self._updates and time.monotonic() < until:
            await asyncio.sleep(LOOK)
            if mine != self._poll:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self._updates[: int(asked.get("limit", 100))]

    async def _on_sendmessage(self, asked: Json) -> Json:
        chat, text = self._writable(asked), str(asked.get("text", ""))
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text) > CHARACTERS:
            raise Refused(400, "Bad Request: message is too long")
        content: Json = {"text": text}
        if asked.get("reply_markup"):
            content["reply_markup"] = _markup(asked["reply_markup"])
        if asked.get("message_thread_id"):
            content["message_thread_id"] = int(asked["message_thread_id"])
        return self.new_message(chat, mine=True, **content)

    async def _on_answercallbackquery(self, asked: Json) -> bool:
        if len(str(asked.get("text", ""))) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered.append(str(asked["callback_query_id"]))
        self.toasts.append(str(asked.get("text", "")))
        return True

    async def _on_editmessagereplymarkup(self, asked: Json) -> Json:
        chat = self._chat(asked)
        message = next((m for m in chat.messages if str(m["message_id"]) == str(asked["message_id"])), None)
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if "reply_markup" not in message and not asked.get("reply_markup"):
            raise Refused(400, "Bad Request: message is not modified")
        message.pop("reply_markup", None)
        return message

    async def _on_editmessagetext(self, asked: Json) -> Json:
        """In a group an edit counts like a message."""
        chat = self._writable(asked)
        message = next((m for m in chat.messages if str(m["message_id"]) == str(asked["message_id"])), None)
        if message is None or not message["from"]["is_bot"]:
            raise Refused(400, "Bad Request: message to edit not found")
        markup = _markup(asked["reply_markup"]) if asked.get("reply_markup") else None
        if (message["text"], message.get("reply_markup")) == (str(asked["text"]), markup):
            raise Refused(400, "Bad Request: message is not modified")
        message.pop("reply_markup", None)
        message |= {"text": str(asked["text"]), "edit_date": int(time.time())}
        if markup:
            message["reply_markup"] = markup
        return message

    async def _on_getfile(self, asked: Json) -> Json:
        name = str(asked.get("file_id", ""))
        if name not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[name])
        if size > 20_000_000:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": name}

    async def _on_getchatmember(self, asked: Json) -> Json:
        status = "member" if self._chat(asked).open else "left"
        return {"status": status, "user": await self._on_getme({})}

    def _chat(self, asked: Json) -> Chat:
        number = int(asked.get("chat_id", 0))
        if number not in self.chats:
            raise Refused(400, "Bad Request: chat not found")
        return self.chats[number]

    def _writable(self, asked: Json) -> Chat:
        chat = self._chat(asked)
        if chat.moved_to is not None:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, moved, migrate_to_chat_id=chat.moved_to)
        if not chat.open:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        self._count(chat)
        return chat

    def _count(self, chat: Chat) -> None:
        now, limits = self.now(), self.limits
        if now < self._silent_until:
            self._throttle(self._silent_until - now)
        here, allowed, span = (
            (f"chat {chat.id}", limits.per_chat, limits.chat_seconds)
            if chat.type == "private"
            else (f"group {chat.id}", limits.per_group, 60.0)
        )
        for name, most, seconds in (("bot", limits.per_second, 1.0), (here, allowed, span)):
            recent = self._recent[name]
            while recent and now - recent[0] >= seconds:
                recent.popleft()
            if len(recent) >= most:
                self._silent_until = now + max(1.0, seconds - (now - recent[0]))
                self._throttle(self._silent_until - now)
        for name in ("bot", here):
            self._recent[name].append(now)

    def _throttle(self, seconds: float) -> None:
        self.throttled += 1
        after = max(1, -int(-seconds // 1))
        raise Refused(429, f"Too Many Requests: retry after {after}", retry_after=after)

    async def _deliver(self) -> None:
        headers = (
            {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret"]} if self.webhook["secret"] else {}
        )
        async with httpx.AsyncClient(timeout=10.0) as client:
            while True:
                if not self._updates:
                    await asyncio.sleep(LOOK)
                    continue
                if await self._delivered(client, headers, self._updates[0]):
                    self._updates.pop(0)
                else:
                    await asyncio.sleep(self.pause)

    async def _delivered(self, client: httpx.AsyncClient, headers: dict[str, str], update: Json) -> bool:
        try:
            response = await client.post(self.webhook["url"], json=update, headers=headers)
        except httpx.HTTPError as error:
            self.last_error = type(error).__name__
            return False
        self.last_error = (
            "" if response.is_success else f"Wrong response from the webhook: {response.status_code}"
        )
        return response.is_success

    async def _stop(self) -> None:
        if self._pusher:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
            self._pusher = None


def user(chat: Chat) -> Json:
    """The person of a private chat."""
    return {"id": chat.id, "is_bot": False, "first_name": "P", "language_code": chat.language}


async def _arguments(request: Request) -> Json:
    """Query, form or JSON: the Bot API takes all three."""
    given: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        body: Json = await request.json()
        return given | body
    return given | dict(await request.form())


def _markup(given: Any) -> Json:
    markup: Json = dict(json.loads(given) if isinstance(given, str) else given)
    for row in markup.get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button.get("callback_data", "x").encode()) <= CALLBACK_BYTES:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup
