"""One item of `kf/sync_msg`. Pure: JSON in, what it was out; what we do not know is kept, never refused.

Source: 接收消息和事件, https://developer.work.weixin.qq.com/document/path/94670.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.contract import InboundEvent, Kind
from channels.platform import MediaRef
from channels.wecom.told import ID, Other, Said
from channels.words import clean

NAME: Final = "wecom/kf"
CUSTOMER: Final = 3
MENU: Final = re.compile(r"\d{1,19}-\d{1,2}")
_BYTES: Final = {"voice": Kind.VOICE, "image": Kind.IMAGE, "video": Kind.FILE, "file": Kind.FILE}
_MIME: Final = {"voice": "audio/amr", "video": "video/mp4"}


Id = Annotated[str, Field(pattern=f"^(?:{ID.pattern})?$")]


class _Part(BaseModel):
    """Every field any kind of content may have; the platform leaves out what does not apply."""

    model_config = ConfigDict(strict=True)

    content: str = ""
    menu_id: str = ""
    media_id: Id = ""
    name: str = ""
    title: str = ""
    url: str = ""
    event_type: str = ""
    open_kfid: Id = ""
    external_userid: Id = ""
    scene_param: str = ""
    welcome_code: Id = ""
    fail_msgid: Id = ""
    fail_type: int = 0
    change_type: int = 0


class _Item(BaseModel):
    model_config = ConfigDict(strict=True)

    msgid: Id = Field(min_length=1)
    send_time: int = Field(ge=0, le=253402300799)
    origin: int
    msgtype: str
    open_kfid: Id = ""
    external_userid: Id = ""
    text: _Part = _Part()
    voice: _Part = _Part()
    image: _Part = _Part()
    video: _Part = _Part()
    file: _Part = _Part()
    location: _Part = _Part()
    link: _Part = _Part()
    event: _Part = _Part()

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.send_time, UTC)


@dataclass(frozen=True)
class Entered:
    """A customer opened the chat. `welcome_code` allows one message within 20 seconds of `at`, when given."""

    external_id: str
    address: str
    scene_param: str
    welcome_code: str
    at: datetime


@dataclass(frozen=True)
class NotSent:
    """A message that was taken was not delivered after all; `fail_type` is the platform's."""

    platform_id: str
    fail_type: int


@dataclass(frozen=True)
class Handed:
    """A human colleague took the conversation, or it was ended."""

    external_id: str
    address: str
    to_human: bool


@dataclass(frozen=True)
class Item:
    """One item of a page: when it happened, whose it is (to keep their order), and what it was."""

    at: datetime | None
    address: str
    told: "Said | Entered | NotSent | Handed | Other"
    raw: bytes


def parse(given: object, open_kfid: str) -> Item:
    """What the item was; `Other` for anything unknown, malformed or of another account. Raises nothing."""
    raw = json.dumps(given, ensure_ascii=True, sort_keys=True).encode()
    key = hashlib.sha256(raw).hexdigest()
    try:
        item = _Item.model_validate(given)
    except ValidationError:
        return Item(None, "", Other(key), raw)
    account = item.open_kfid or item.event.open_kfid
    address = item.external_userid or item.event.external_userid
    if account != open_kfid or not address:
        return Item(item.at, address, Other(f"msg:{item.msgid}"), raw)
    told = _event(item, address) if item.msgtype == "event" else _message(item, open_kfid, address)
    return Item(item.at, address, told, raw)


def _event(item: _Item, address: str) -> Entered | NotSent | Handed | Other:
    event = item.event
    match event.event_type:
        case "enter_session":
            return Entered(item.msgid, address, event.scene_param, event.welcome_code, item.at)
        case "msg_send_fail" if event.fail_msgid:
            return NotSent(event.fail_msgid, event.fail_type)
        case "session_status_change" if event.change_type in _HANDED:
            return Handed(item.msgid, address, _HANDED[event.change_type])
    return Other(f"msg:{item.msgid}")


_HANDED: Final = {1: True, 2: True, 3: False}
"""Joined from the pool, transferred to a colleague, ended."""


def _message(item: _Item, account: str, address: str) -> Said | Other:
    """Only the customer's own words count; a colleague's (origin 5) are for the customer, not for us."""
    unknown = Other(f"msg:{item.msgid}")
    if item.origin != CUSTOMER:
        return unknown

    def heard(kind: Kind, text: str = "", external_id: str = item.msgid) -> InboundEvent:
        return InboundEvent(NAME, account, external_id, address, kind, item.at, text)

    if item.msgtype in _BYTES:
        part: _Part = getattr(item, item.msgtype)
        media = MediaRef(item.msgtype, part.media_id, _MIME.get(item.msgtype), None, None)
        return Said(heard(_BYTES[item.msgtype]), media) if part.media_id else unknown
    if item.msgtype == "location":
        return Said(heard(Kind.LOCATION, clean(item.location.name)))
    words = clean(item.text.content if item.msgtype == "text" else f"{item.link.title}\n{item.link.url}")
    if item.msgtype not in ("text", "link") or not words:
        return unknown
    return Said(heard(Kind.TEXT, words, _tap(item, address) or item.msgid))


def _tap(item: _Item, address: str) -> str | None:
    """A second tap of one choice of one of our menus is the first again, whatever its msgid."""
    return f"menu:{address}:{item.text.menu_id}" if MENU.fullmatch(item.text.menu_id) else None
