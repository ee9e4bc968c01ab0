"""微信客服 of the simulated WeCom: one account, its customers, its log and its reply window."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from simulators.wecom_desk import Desk
from simulators.wecom_parts import (
    HISTORY_SECONDS,
    ITEM_BYTES,
    MENU_BYTES,
    MENU_ITEMS,
    SYNC_TOKEN_SECONDS,
    TEXT_BYTES,
    WELCOME_SECONDS,
    WINDOW_COUNT,
    WINDOW_SECONDS,
    Json,
    Refusal,
    Sent,
    Session,
    no,
    ok,
    xml,
)


@dataclass
class CustomerService(Desk):
    """`inbox` is what reached customers."""

    open_kfid: str = "wkAAA001"
    servicers: tuple[str, ...] = ("hr01",)
    page_size: int = 1000
    empty_pages: bool = False
    """Every other page of `sync_msg` is empty and says has_more."""
    not_delivered: int | None = None
    """When set, customer messages are taken and later reported as failed with this fail_type."""
    inbox: list[Sent] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=lambda: defaultdict(Session))

    _sync_tokens: dict[str, float] = field(default_factory=dict)
    _log: list[Json] = field(default_factory=list)
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    _empty_turn: bool = False

    def routes(self) -> APIRouter:
        """The desk's, and those under `kf/`."""
        router = super().routes()
        router.get("/cgi-bin/kf/servicer/list")(self._servicers)
        for path, call in (
            ("kf/sync_msg", self._sync),
            ("kf/send_msg", self._send),
            ("kf/send_msg_on_event", self._send_on_event),
            ("kf/service_state/get", self._state_get),
            ("kf/service_state/trans", self._state_trans),
            ("kf/add_contact_way", self._contact_way),
            ("kf/account/list", self._accounts),
        ):
            router.post(f"/cgi-bin/{path}")(self.guarded(path, call))
        return router

    def open_chat(self, customer: str, scene_param: str = "", welcome: bool = True) -> str:
        """The customer opens the link in WeChat; returns the welcome code, if one is given."""
        session = self.sessions[customer]
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

    def hand_to_human(self, customer: str, servicer: str = "hr01") -> None:
        """A colleague takes the session in the WeCom client."""
        session = self.sessions[customer]
        session.state, session.servicer = 3, servicer
        self._event(
            {"event_type": "session_status_change", "open_kfid": self.open_kfid, "external_userid": customer,
             "change_type": 1, "new_servicer_userid": servicer}
        )  # fmt: skip

    def end_session(self, customer: str) -> None:
        """The colleague ends the session."""
        self.sessions[customer].state = 4
        self._event(
            {"event_type": "session_status_change", "open_kfid": self.open_kfid, "external_userid": customer,
             "change_type": 3, "old_servicer_userid": self.sessions[customer].servicer}
        )  # fmt: skip

    def received(self, customer: str) -> list[str]:
        """What the customer sees."""
        return [sent.text for sent in self.inbox if sent.to == customer]

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
        session = self.sessions[customer]
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
        session = self.sessions[body["external_userid"]]
        return {"service_state": session.state, "servicer_userid": session.servicer}

    def _state_trans(self, body: Json) -> Json:
        session, wanted = self.sessions[body["external_userid"]], body["service_state"]
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
        if access_token not in self.tokens:
            return no(40014)
        return ok({"servicer_list": [{"userid": user, "status": 0} for user in self.servicers]})

    def _heard(self, customer: str, kind: str, part: Json) -> str:
        session = self.sessions[customer]
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
