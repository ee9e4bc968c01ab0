"""WeCom on loopback: 微信客服, app messages, media and group robot, with the limits the platform enforces.

Written from the platform's documentation, knowing nothing of the product. `clock` can be moved; customers and members
act through methods; callbacks are sealed, pushed, and pushed again (three tries in all) when no answer comes within five
seconds.
"""

import asyncio
import hashlib
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from simulators.wecom_crypto import Envelope

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


@dataclass
class WeCom:
    """One corp with one app and one 客服账号."""

    envelope: Envelope
    callback: str = ""
    """Where callbacks go; empty: nobody is called."""
    corp_secrets: tuple[str, ...] = ("app-secret", "kf-secret")
    agent_id: int = 1000002
    open_kfid: str = "wkAAA001"
    servicers: tuple[str, ...] = ("hr01",)
    clock: Clock = field(default_factory=Clock)
    page_size: int = 1000
    empty_pages: bool = False
    """Every other page of `sync_msg` is empty and says has_more."""
    retry_pause: float = 0.05
    """Real seconds between tries of a callback."""

    inbox: list[Sent] = field(default_factory=list)
    app_inbox: list[Sent] = field(default_factory=list)
    gettokens: int = 0
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    pushes: list[int] = field(default_factory=list)
    """Status of each push, 0 when there was no answer."""
    per_minute: int = 0
    """Calls a minute before 45009; 0: no limit."""
    not_reached: set[str] = field(default_factory=set)
    """Members `message/send` answers `invaliduser` for."""
    not_delivered: int | None = None
    """When set, customer messages are taken and later reported as failed with this fail_type."""

    chats: dict[str, set[str]] = field(default_factory=dict)
    chat_posts: list[tuple[str, str]] = field(default_factory=list)
    closed_cards: list[tuple[str, str]] = field(default_factory=list)

    _card_codes: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, float] = field(default_factory=dict)
    _sync_tokens: dict[str, float] = field(default_factory=dict)
    _log: list[Json] = field(default_factory=list)
    _sessions: dict[str, Session] = field(default_factory=lambda: defaultdict(Session))
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    _media: dict[str, tuple[bytes, str, float]] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _content: dict[str, float] = field(default_factory=dict)
    _empty_turn: bool = False
    _errors: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))

    # ---- what tests and demos do ----

    def open_chat(self, customer: str, scene_param: str = "", welcome: bool = True) -> str:
        """The customer opens the link in WeChat; returns the welcome code, if one is given."""
        session = self._sessions[customer]
        silent = session.last_message is None or self.clock.seconds - session.last_message > WINDOW_SECONDS
        code = secrets.token_hex(8) if welcome and silent and not session.sent else ""
        if code:
            self._codes[code] = (customer, self.clock.seconds + WELCOME_SECONDS)
        event = {"event_type": "enter_session", "open_kfid": self.open_kfid, "external_userid": customer,
                 "scene": "miantan", "scene_param": scene_param}  # fmt: skip
        self._event(event | ({"welcome_code": code} if code else {}))
        return code

    def say(self, customer: str, text: str, menu_id: str = "") -> str:
        """The customer writes, or taps a menu item."""
        return self._heard(customer, "text", {"content": text} | ({"menu_id": menu_id} if menu_id else {}))

    def tap(self, customer: str, choice: str) -> str:
        """The customer taps an item of the newest menu that has it."""
        for sent in reversed(self.inbox):
            if sent.to == customer and sent.body["msgtype"] == "msgmenu":
                for item in sent.body["msgmenu"]["list"]:
                    if item["click"]["content"] == choice:
                        return self.say(customer, choice, item["click"]["id"])
        raise LookupError(choice)

    def send_media(self, customer: str, kind: str, content: bytes, mime: str) -> str:
        """The customer sends a voice, image, video or file."""
        return self._heard(customer, kind, {"media_id": self.put_media(content, mime)})

    def put_media(self, content: bytes, mime: str) -> str:
        """Keep bytes for three days."""
        media_id = secrets.token_hex(16)
        self._media[media_id] = (content, mime, self.clock.seconds + MEDIA_SECONDS)
        return media_id

    def hand_to_human(self, customer: str, servicer: str = "hr01") -> None:
        """A colleague takes the session in the WeCom client."""
        session = self._sessions[customer]
        session.state, session.servicer = 3, servicer
        self._event(
            {"event_type": "session_status_change", "open_kfid": self.open_kfid, "external_userid": customer,
             "change_type": 1, "new_servicer_userid": servicer}
        )  # fmt: skip

    def end_session(self, customer: str) -> None:
        """The colleague ends the session."""
        self._sessions[customer].state = 4
        self._event(
            {"event_type": "session_status_change", "open_kfid": self.open_kfid, "external_userid": customer,
             "change_type": 3, "old_servicer_userid": self._sessions[customer].servicer}
        )  # fmt: skip

    def received(self, customer: str) -> list[str]:
        """What the customer sees."""
        return [sent.text for sent in self.inbox if sent.to == customer]

    def forget_tokens(self) -> None:
        """Every access token is invalid from now on."""
        self._tokens.clear()

    def answer_with(self, path: str, *codes: int) -> None:
        """The next calls of this path get these errcodes; 0 means the ordinary answer."""
        self._errors[path].extend(codes)

    # ---- callbacks ----

    async def push(self, plain: bytes, client: httpx.AsyncClient, path: str = "/channels/wecom/kf") -> int:
        """Seal and push, at most three times, each with a new nonce; returns the last status."""
        status = 0
        for _ in range(TRIES):
            status = await self._push_once(plain, client, path)
            self.pushes.append(status)
            if status == httpx.codes.OK:
                break
            await asyncio.sleep(self.retry_pause)
        return status

    async def wake(self, client: httpx.AsyncClient) -> int:
        """Tell the product that there is news."""
        return await self.push(self.wake_up(), client)

    def wake_up(self) -> bytes:
        """The plain XML of `kf_msg_or_event`."""
        token = secrets.token_hex(12)
        self._sync_tokens[token] = self.clock.seconds + SYNC_TOKEN_SECONDS
        return xml(
            ToUserName=self.envelope.receive_id, CreateTime=int(self.clock.seconds), MsgType="event",
            Event="kf_msg_or_event", Token=token, OpenKfId=self.open_kfid,
        )  # fmt: skip

    def member_says(self, user: str, text: str, msgid: int | None = None) -> bytes:
        """The plain XML of a member's text to the app."""
        return xml(
            ToUserName=self.envelope.receive_id, FromUserName=user, CreateTime=int(self.clock.seconds),
            MsgType="text", Content=text, MsgId=msgid or secrets.randbits(62), AgentID=self.agent_id,
        )  # fmt: skip

    def member_taps(self, user: str, button: str) -> bytes:
        """The plain XML of a tap on the newest card that has the button."""
        for sent in reversed(self.app_inbox):
            card = sent.body.get("template_card", {})
            keys = {item["text"]: item["key"] for item in card.get("button_list", [])}
            if sent.to == user and button in keys:
                code = secrets.token_hex(8)
                self._card_codes[code] = user
                return xml(
                    ToUserName=self.envelope.receive_id, FromUserName=user, CreateTime=int(self.clock.seconds),
                    MsgType="event", Event="template_card_event", EventKey=keys[button], TaskId=card["task_id"],
                    CardType=card["card_type"], ResponseCode=code, AgentID=self.agent_id,
                )  # fmt: skip
        raise LookupError(button)

    async def _push_once(self, plain: bytes, client: httpx.AsyncClient, path: str) -> int:
        timestamp, nonce = str(int(self.clock.seconds)), secrets.token_hex(6)
        encrypt = self.envelope.seal(plain)
        query = {
            "msg_signature": self.envelope.sign(timestamp, nonce, encrypt),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        body = xml(ToUserName=self.envelope.receive_id, AgentID=self.agent_id, Encrypt=encrypt)
        try:
            answer = await client.post(
                f"{self.callback}{path}", params=query, content=body, timeout=ANSWER_SECONDS
            )
        except httpx.HTTPError:
            return 0
        return answer.status_code

    # ---- the API ----

    def routes(self) -> APIRouter:
        """The addresses under `/cgi-bin`."""
        router = APIRouter()
        router.get("/cgi-bin/gettoken")(self._gettoken)
        router.get("/cgi-bin/media/get")(self._media_get)
        router.post("/cgi-bin/media/upload")(self._media_upload)
        router.get("/cgi-bin/agent/get")(self._agent_get)
        router.get("/cgi-bin/kf/servicer/list")(self._servicers)
        router.get("/cgi-bin/appchat/get")(self._chat_get)
        calls: dict[str, Callable[[Json], Json]] = {
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._send,
            "kf/send_msg_on_event": self._send_on_event,
            "kf/service_state/get": self._state_get,
            "kf/service_state/trans": self._state_trans,
            "kf/add_contact_way": self._contact_way,
            "kf/account/list": self._accounts,
            "message/send": self._message_send,
            "message/update_template_card": self._update_card,
            "appchat/create": self._chat_create,
            "appchat/update": self._chat_update,
            "appchat/send": self._chat_send,
        }
        for path, call in calls.items():
            router.post(f"/cgi-bin/{path}")(self._guarded(path, call))
        return router

    def _guarded(self, path: str, call: Callable[[Json], Json]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> JSONResponse:
            self.calls[path] += 1
            try:
                self._admit(request, path)
                return _ok(call(json.loads(await request.body())))
            except Refusal as refusal:
                self.refused[refusal.code] += 1
                return _no(refusal.code)
            except (ValueError, KeyError, TypeError):
                return _no(40058)

        return handle

    def _admit(self, request: Request, path: str) -> None:
        if self._errors[path] and (code := self._errors[path].popleft()):
            raise Refusal(code)
        token = request.query_params.get("access_token", "")
        if token not in self._tokens:
            raise Refusal(40014)
        if self.clock.seconds >= self._tokens[token]:
            raise Refusal(42001)
        while self._recent and self.clock.seconds - self._recent[0] >= 60:
            self._recent.popleft()
        if self.per_minute and len(self._recent) >= self.per_minute:
            raise Refusal(45009)
        self._recent.append(self.clock.seconds)

    async def _gettoken(self, corpid: str = "", corpsecret: str = "") -> JSONResponse:
        self.gettokens += 1
        if corpid != self.envelope.receive_id:
            return _no(40013)
        if corpsecret not in self.corp_secrets:
            return _no(40001)
        token = secrets.token_hex(32)
        self._tokens[token] = self.clock.seconds + TOKEN_SECONDS
        return _ok({"access_token": token, "expires_in": TOKEN_SECONDS})

    def _sync(self, body: Json) -> Json:
        if body["open_kfid"] != self.open_kfid:
            raise Refusal(95000)
        if body.get("token") and self._sync_tokens.get(body["token"], 0) < self.clock.seconds:
            raise Refusal(95007)
        if body.get("limit", 1000) > 1000 or len(body.get("cursor", "")) > 64:
            raise Refusal(40058)
        start = int(body["cursor"].removeprefix("c")) if body.get("cursor") else 0
        self._empty_turn = self.empty_pages and not self._empty_turn
        count = 0 if self._empty_turn else min(self.page_size, body.get("limit", 1000))
        oldest = self.clock.seconds - HISTORY_SECONDS
        page = self._log[start : start + count]
        end = start + len(page)
        fresh = [item for item in page if item["send_time"] >= oldest]
        return {"next_cursor": f"c{end}", "has_more": int(end < len(self._log)), "msg_list": fresh}

    def _send(self, body: Json) -> Json:
        customer = body["touser"]
        if body["open_kfid"] != self.open_kfid:
            raise Refusal(95000)
        _check_content(body)
        session = self._sessions[customer]
        if session.state not in (0, 1):
            raise Refusal(95018)
        if session.last_message is None or self.clock.seconds - session.last_message > WINDOW_SECONDS:
            raise Refusal(95002)
        if session.sent >= WINDOW_COUNT:
            raise Refusal(95001)
        session.sent += 1
        return {"msgid": self._deliver(customer, body, event=False)}

    def _send_on_event(self, body: Json) -> Json:
        _check_content(body)
        customer, until = self._codes.pop(body["code"], ("", 0.0))
        if not customer or self.clock.seconds > until or body["msgtype"] not in ("text", "msgmenu"):
            raise Refusal(95014)
        return {"msgid": self._deliver(customer, body, event=True)}

    def _deliver(self, customer: str, body: Json, event: bool) -> str:
        msgid = body.get("msgid") or secrets.token_hex(12)
        if self.not_delivered is not None:
            self._event(
                {"event_type": "msg_send_fail", "open_kfid": self.open_kfid, "external_userid": customer,
                 "fail_msgid": msgid, "fail_type": self.not_delivered}
            )  # fmt: skip
        else:
            self.inbox.append(Sent(customer, msgid, body, self.clock.seconds, event))
        return str(msgid)

    def _state_get(self, body: Json) -> Json:
        session = self._sessions[body["external_userid"]]
        return {"service_state": session.state, "servicer_userid": session.servicer}

    def _state_trans(self, body: Json) -> Json:
        session, wanted = self._sessions[body["external_userid"]], body["service_state"]
        if wanted not in (1, 2, 3, 4) or (wanted == 3 and not body.get("servicer_userid")):
            raise Refusal(95016)
        session.state, session.servicer = wanted, body.get("servicer_userid", "")
        return {"msg_code": secrets.token_hex(8)}

    def _contact_way(self, body: Json) -> Json:
        scene = body.get("scene", "")
        if len(scene) > 32 or not scene.replace("-", "").replace("_", "").isalnum():
            raise Refusal(40058)
        return {"url": f"https://work.weixin.qq.com/kfid/kfc{body['open_kfid']}?enc_scene=ENC{scene}"}

    def _accounts(self, body: Json) -> Json:
        return {"account_list": [{"open_kfid": self.open_kfid, "name": "面试助手", "manage_privilege": True}]}

    async def _servicers(self, access_token: str = "", open_kfid: str = "") -> JSONResponse:
        if access_token not in self._tokens:
            return _no(40014)
        return _ok({"servicer_list": [{"userid": user, "status": 0} for user in self.servicers]})

    async def _agent_get(self, access_token: str = "", agentid: int = 0) -> JSONResponse:
        if access_token not in self._tokens:
            return _no(40014)
        return _ok({"agentid": agentid, "name": "面谈"}) if agentid == self.agent_id else _no(301002)

    def _message_send(self, body: Json) -> Json:
        kind = body["msgtype"]
        if kind == "text" and not 0 < len(body["text"]["content"].encode()) <= TEXT_BYTES:
            raise Refusal(40058)
        if int(body["agentid"]) != self.agent_id:
            raise Refusal(40056)
        users = str(body["touser"]).split("|")
        bad = [user for user in users if user in self.not_reached]
        if len(bad) == len(users):
            raise Refusal(81013)
        same = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        until = self._content.get(same, 0.0)
        if body.get("enable_duplicate_check") == 1:
            self._content[same] = self.clock.seconds + min(
                body.get("duplicate_check_interval", 1800), 4 * 3600
            )
        msgid = secrets.token_hex(12)
        if self.clock.seconds >= until:
            good = [user for user in users if user not in bad]
            self.app_inbox.extend(Sent(user, msgid, body, self.clock.seconds) for user in good)
        return {"msgid": msgid, "invaliduser": "|".join(bad)}

    def _update_card(self, body: Json) -> Json:
        user = self._card_codes.pop(body["response_code"], "")
        if not user or body["userids"] != [user]:
            raise Refusal(40058)
        self.closed_cards.append((user, body["button"]["replace_name"]))
        return {}

    def _chat_create(self, body: Json) -> Json:
        members, chat_id = body["userlist"], body.get("chatid") or secrets.token_hex(16)
        if not 2 <= len(members) <= CHAT_MEMBERS or len(chat_id) > 32 or not chat_id.isalnum():
            raise Refusal(40058)
        if chat_id in self.chats:
            raise Refusal(86215)
        self.chats[chat_id] = set(members)
        return {"chatid": chat_id}

    def _chat_update(self, body: Json) -> Json:
        if body["chatid"] not in self.chats:
            raise Refusal(86001)
        self.chats[body["chatid"]] |= set(body.get("add_user_list", []))
        self.chats[body["chatid"]] -= set(body.get("del_user_list", []))
        return {}

    async def _chat_get(self, access_token: str = "", chatid: str = "") -> JSONResponse:
        if access_token not in self._tokens:
            return _no(40014)
        if chatid not in self.chats:
            return _no(86001)
        return _ok({"chat_info": {"chatid": chatid, "userlist": sorted(self.chats[chatid])}})

    def _chat_send(self, body: Json) -> Json:
        if body["chatid"] not in self.chats:
            raise Refusal(86001)
        words = body[body["msgtype"]].get("content", "")
        if len(words.encode()) > TEXT_BYTES:
            raise Refusal(40058)
        self.chat_posts.append((body["chatid"], words))
        return {}

    async def _media_get(self, request: Request, access_token: str = "", media_id: str = "") -> Response:
        if access_token not in self._tokens:
            return _no(40014)
        content, mime, until = self._media.get(media_id, (b"", "", 0.0))
        if self.clock.seconds >= until:
            return _no(40007)
        span = request.headers.get("range")
        if span is None:
            return _no(830002) if len(content) > PIECE else Response(content, media_type=mime)
        first, _, last = span.removeprefix("bytes=").partition("-")
        piece = content[int(first) : int(last) + 1]
        if len(piece) > PIECE:
            return _no(830002)
        told = f"bytes {first}-{int(first) + len(piece) - 1}/{len(content)}"
        return Response(piece, 206, {"Content-Range": told}, mime)

    async def _media_upload(self, request: Request, access_token: str = "", type: str = "") -> JSONResponse:
        if access_token not in self._tokens:
            return _no(40014)
        async with request.form() as form:
            given = form["media"]
            if isinstance(given, str) or type not in ("voice", "image", "video", "file"):
                return _no(40004)
            media_id = self.put_media(await given.read(), given.content_type or "application/octet-stream")
        return _ok({"type": type, "media_id": media_id})

    # ---- the record ----

    def _heard(self, customer: str, kind: str, part: Json) -> str:
        session = self._sessions[customer]
        session.last_message, session.sent = self.clock.seconds, 0
        if session.state == 4:
            session.state = 0
        return self._item(
            {
                "external_userid": customer,
                "open_kfid": self.open_kfid,
                "origin": 3,
                "msgtype": kind,
                kind: part,
            }
        )

    def _event(self, event: Json) -> None:
        self._item({"origin": 4, "msgtype": "event", "event": event})

    def _item(self, item: Json) -> str:
        msgid = f"msg{len(self._log)}x{secrets.token_hex(6)}"
        self._log.append({"msgid": msgid, "send_time": int(self.clock.seconds), **item})
        return msgid


def xml(**fields: object) -> bytes:
    """The platform's XML: CDATA for words, bare numbers."""
    parts = (
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{''.join(parts)}</xml>".encode()


def _check_content(body: Json) -> None:
    msgid = body.get("msgid", "")
    if len(msgid) > 32 or not msgid.replace("-", "").replace("_", "").isalnum():
        raise Refusal(40058)
    if body["msgtype"] == "text" and not 0 < len(body["text"]["content"].encode()) <= TEXT_BYTES:
        raise Refusal(40058)
    if body["msgtype"] == "msgmenu":
        menu = body["msgmenu"]
        words = [item["click"]["content"].encode() for item in menu["list"]]
        if len(menu.get("head_content", "").encode()) > MENU_BYTES or len(words) > MENU_ITEMS:
            raise Refusal(40058)
        if not all(0 < len(word) <= ITEM_BYTES for word in words):
            raise Refusal(40058)


def _ok(body: Json) -> JSONResponse:
    return JSONResponse({"errcode": 0, "errmsg": "ok", **body})


def _no(code: int) -> JSONResponse:
    return JSONResponse({"errcode": code, "errmsg": f"refused, hint: [{secrets.token_hex(8)}]"})
