"""DingTalk on loopback: the APIs that a robot needs, with their limits and habits.

Sources: https://open.dingtalk.com/document/orgapp (accessToken, oToMessages/batchSend, messageFiles/download, card
instances), https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol. HTTP 200 does not mean delivered:
batchSend tells in three lists who got nothing. Over its limits DingTalk answers a page, not JSON.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from simulators.dingtalk_stream import StreamGateway

TOKEN_SECONDS = 7200
SESSION_SECONDS = 5400
MOST_PEOPLE = 20
PARAMETER_BYTES = 15_000

Json = dict[str, Any]


class Refused(Exception):
    """What the new API answers instead of a result."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass
class Member:
    """Somebody in the organisation; what they heard, by which way."""

    staff_id: str
    heard: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    cards: list[Json] = field(default_factory=list)

    def hears(self, text: str, way: str) -> None:
        """A message appears on the phone."""
        self.heard.append(text)
        self.ways.append(way)


@dataclass
class DingTalk:
    """One organisation with one app. `now` (seconds since 1970) moves every expiry."""

    app_key: str
    app_secret: str
    now: Callable[[], float] = time.time
    members: dict[str, Member] = field(default_factory=dict)
    flow_controlled: set[str] = field(default_factory=set)
    filtered: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    cards: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, list[Json]] = field(default_factory=dict)
    blocked: bool = False
    quota: int = 10_000
    tokens_issued: int = 0
    calls: list[str] = field(default_factory=list)
    stream: StreamGateway = field(default_factory=StreamGateway)
    _tokens: dict[str, float] = field(default_factory=dict)
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def routes(self) -> APIRouter:
        """The new API, the sessions, the files and the Stream gateway."""
        router = APIRouter()
        router.post("/v1.0/oauth2/accessToken")(self._access_token)
        router.post("/v1.0/gateway/connections/open")(self._open)
        router.post("/robot/sendBySession")(self._by_session)
        router.get("/files/{code}")(self._file)
        router.api_route("/v1.0/{path:path}", methods=["POST", "PUT"])(self._call)
        router.include_router(self.stream.routes())
        return router

    def member(self, staff_id: str) -> Member:
        """A new colleague."""
        self.members[staff_id] = Member(staff_id)
        return self.members[staff_id]

    def next_id(self, prefix: str) -> str:
        """An id that was never used."""
        return f"{prefix}{next(self._numbers)}"

    def session(self, staff_id: str) -> tuple[str, int]:
        """A fresh session of a message: its path with key, and its end in milliseconds."""
        key, until = self.next_id("session-"), self.now() + SESSION_SECONDS
        self._sessions[key] = (staff_id, until)
        return f"/robot/sendBySession?session={key}", int(until * 1000)

    def invalidate_tokens(self) -> None:
        """Every token issued so far is refused from now on."""
        self._tokens.clear()

    async def _access_token(self, request: Request) -> Response:
        asked = await request.json()
        if (asked.get("appKey"), asked.get("appSecret")) != (self.app_key, self.app_secret):
            return _refusal(Refused(400, "invalidClientIdOrSecret"))
        self.tokens_issued += 1
        token = f"token-{self.tokens_issued}"
        self._tokens[token] = self.now() + TOKEN_SECONDS
        return JSONResponse({"accessToken": token, "expireIn": TOKEN_SECONDS})

    async def _open(self, request: Request) -> Response:
        asked = await request.json()
        if (asked.get("clientId"), asked.get("clientSecret")) != (self.app_key, self.app_secret):
            return _refusal(Refused(401, "authFailed"))
        if not asked.get("subscriptions"):
            return _refusal(Refused(400, "subscriptions.empty"))
        endpoint = f"ws://{request.url.hostname}:{request.url.port}/connect"
        return JSONResponse({"endpoint": endpoint, "ticket": self.stream.ticket()})

    async def _call(self, request: Request, path: str) -> Response:
        self.calls.append(path)
        if self.blocked:
            return HTMLResponse("<html>blocked</html>")
        handle = {
            "robot/oToMessages/batchSend": self._batch_send,
            "robot/groupMessages/send": self._group_send,
            "robot/messageFiles/download": self._download,
            "card/instances/createAndDeliver": self._deliver_card,
            "card/instances": self._update_card,
        }.get(path)
        try:
            self._allow(request.headers.get("x-acs-dingtalk-access-token", ""))
            if handle is None:
                raise Refused(404, "InvalidAction.NotFound")
            return JSONResponse(handle(await request.json(), str(request.base_url).rstrip("/")))
        except Refused as refused:
            return _refusal(refused)

    def _allow(self, token: str) -> None:
        if self._tokens.get(token, 0) <= self.now():
            raise Refused(401, "InvalidAuthentication")
        if self.quota <= 0:
            raise Refused(403, "Forbidden.AccessDenied.ApiCountLimitForOrg")
        self.quota -= 1

    def _batch_send(self, asked: Json, _: str) -> Json:
        people, parameter = asked.get("userIds", []), asked.get("msgParam", "")
        if not 1 <= len(people) <= MOST_PEOPLE or not isinstance(parameter, str):
            raise Refused(400, "invalidParameter")
        if len(parameter.encode()) > PARAMETER_BYTES:
            raise Refused(400, "msgParam.tooLong")
        text = str(json.loads(parameter).get("content", ""))
        invalid = [person for person in people if person not in self.members]
        slow = [person for person in people if person in self.flow_controlled]
        dropped = [person for person in people if person in self.filtered]
        for person in people:
            if person not in (*invalid, *slow, *dropped):
                self.members[person].hears(text, "batch")
        return {
            "processQueryKey": self.next_id("query-"),
            "invalidStaffIdList": invalid,
            "flowControlledStaffIdList": slow,
            "filteredStaffIdList": dropped,
        }

    def _group_send(self, asked: Json, _: str) -> Json:
        group, parameter = str(asked.get("openConversationId", "")), str(asked.get("msgParam", ""))
        if group not in self.groups:
            raise Refused(400, "openConversationId.notExist")
        if len(parameter.encode()) > PARAMETER_BYTES:
            raise Refused(400, "msgParam.tooLong")
        self.groups[group].append({"key": asked.get("msgKey"), **json.loads(parameter)})
        return {"processQueryKey": self.next_id("query-")}

    def _download(self, asked: Json, base: str) -> Json:
        code = str(asked.get("downloadCode", ""))
        if code not in self.files:
            raise Refused(400, "unknownError")
        return {"downloadUrl": f"{base}/files/{code}"}

    def _deliver_card(self, asked: Json, _: str) -> Json:
        parameters = asked["cardData"]["cardParamMap"]
        if not all(isinstance(value, str) for value in parameters.values()):
            raise Refused(400, "cardParamMap.notString")
        track = asked["outTrackId"]
        group = asked["openSpaceId"].removeprefix("dtv1.card//IM_GROUP.")
        if group != asked["openSpaceId"]:
            return self._group_card(asked, group, track)
        person = asked["openSpaceId"].removeprefix("dtv1.card//IM_ROBOT.")
        if person not in self.members:
            return {"success": True, "result": {"deliverResults": [{"success": False}]}}
        if track not in self.cards:
            self.cards[track] = {"id": track, "to": person, **parameters}
            self.members[person].cards.append(self.cards[track])
        delivered = {"spaceType": "IM_ROBOT", "spaceId": person, "success": True}
        return {"success": True, "result": {"outTrackId": track, "deliverResults": [delivered]}}

    def _group_card(self, asked: Json, group: str, track: str) -> Json:
        if group not in self.groups or not asked["imGroupOpenDeliverModel"].get("robotCode"):
            return {"success": True, "result": {"deliverResults": [{"success": False}]}}
        if track not in self.cards:
            self.cards[track] = {"id": track, "to": group, **asked["cardData"]["cardParamMap"]}
            self.groups[group].append(self.cards[track])
        delivered = {"spaceType": "IM_GROUP", "spaceId": group, "success": True}
        return {"success": True, "result": {"outTrackId": track, "deliverResults": [delivered]}}

    def _update_card(self, asked: Json, _: str) -> Json:
        if asked["outTrackId"] not in self.cards:
            raise Refused(400, "card.notExist")
        self.cards[asked["outTrackId"]] |= asked["cardData"]["cardParamMap"]
        return {"success": True, "result": True}

    async def _by_session(self, request: Request) -> Json:
        key = parse_qs(request.url.query).get("session", [""])[0]
        staff_id, until = self._sessions.get(key, ("", 0.0))
        if until <= self.now():
            return {"errcode": 300001, "errmsg": "session is expired"}
        body = await request.json()
        if staff_id in self.members:
            self.members[staff_id].hears(body["text"]["content"], "session")
        return {"errcode": 0, "errmsg": "ok"}

    async def _file(self, request: Request, code: str) -> Response:
        """Temporary addresses refuse a caller that shows foreign credentials."""
        if code not in self.files or "x-acs-dingtalk-access-token" in request.headers:
            return Response(status_code=403)
        return Response(self.files[code], media_type="application/octet-stream")


def _refusal(refused: Refused) -> JSONResponse:
    body = {"code": refused.code, "message": refused.code, "requestid": "simulated"}
    return JSONResponse(body, refused.status)
