"""The self-built app of the simulated WeCom: members, cards with taps, chats made by the app."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from simulators.wecom_desk import Desk
from simulators.wecom_parts import CHAT_MEMBERS, TEXT_BYTES, Json, Refusal, Sent, no, ok, xml


@dataclass
class App(Desk):
    """`app_inbox` is what reached members; `not_reached` are those `message/send` names as invalid."""

    app_inbox: list[Sent] = field(default_factory=list)
    not_reached: set[str] = field(default_factory=set)
    chats: dict[str, set[str]] = field(default_factory=dict)
    chat_posts: list[tuple[str, str]] = field(default_factory=list)
    closed_cards: list[tuple[str, str]] = field(default_factory=list)

    _card_codes: dict[str, str] = field(default_factory=dict)
    _content: dict[str, float] = field(default_factory=dict)

    def routes(self) -> APIRouter:
        """The desk's, and those of messages, cards and chats."""
        router = super().routes()
        router.get("/cgi-bin/agent/get")(self._agent_get)
        router.get("/cgi-bin/appchat/get")(self._chat_get)
        for path, call in (
            ("message/send", self._message_send),
            ("message/update_template_card", self._update_card),
            ("appchat/create", self._chat_create),
            ("appchat/update", self._chat_update),
            ("appchat/send", self._chat_send),
        ):
            router.post(f"/cgi-bin/{path}")(self.guarded(path, call))
        return router

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

    async def _agent_get(self, access_token: str = "", agentid: int = 0) -> JSONResponse:
        if access_token not in self.tokens:
            return no(40014)
        return ok({"agentid": agentid, "name": "面谈"}) if agentid == self.agent_id else no(301002)

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
        if access_token not in self.tokens:
            return no(40014)
        if chatid not in self.chats:
            return no(86001)
        return ok({"chat_info": {"chatid": chatid, "userlist": sorted(self.chats[chatid])}})

    def _chat_send(self, body: Json) -> Json:
        if body["chatid"] not in self.chats:
            raise Refusal(86001)
        words = body[body["msgtype"]].get("content", "")
        if len(words.encode()) > TEXT_BYTES:
            raise Refusal(40058)
        self.chat_posts.append((body["chatid"], words))
        return {}
