"""The inner XML of an app callback. Pure: bytes in, what it was out.

Source: 消息格式 https://developer.work.weixin.qq.com/document/path/90239, 事件格式 …/path/90240.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from channels.callbacks import BadCallback
from channels.contract import InboundEvent, Kind
from channels.platform import MediaRef
from channels.wecom import xml
from channels.wecom.told import ID, Other, Said
from channels.words import clean

NAME: Final = "wecom/app"
SAY: Final = "say:"
"""Begins the key of a card button that speaks for the person: the rest is what it says."""
_MIME: Final = {"amr": "audio/amr", "speex": "audio/speex", "video": "video/mp4"}
_BYTES: Final = {"voice": Kind.VOICE, "image": Kind.IMAGE, "video": Kind.FILE}
_WORDS: Final = {"text": ("Content",), "link": ("Title", "Url")}
_LATEST: Final = 253402300799  # 9999-12-31, the last second datetime knows


@dataclass(frozen=True)
class WakeUp:
    """微信客服 has news; `token` (10 minutes) allows to fetch them quickly."""

    open_kfid: str
    token: str


@dataclass(frozen=True)
class Receiver:
    """Who we are at the platform: events for another agent are not ours."""

    corp_id: str
    agent_id: int | None
    account: str


def parse(plain: bytes, receiver: Receiver) -> Said | WakeUp | Other:
    """What the callback was. Raises BadCallback when it is not the platform's XML."""
    fields = xml.read(plain)
    key = hashlib.sha256(plain).hexdigest()
    if fields.get("MsgType", "").lower() == "event":
        return _event(fields, receiver, key)
    if not _ours(fields, receiver):
        return Other(key)
    return _message(fields, receiver, key)


def _ours(fields: Mapping[str, str], receiver: Receiver) -> bool:
    return fields.get("ToUserName") == receiver.corp_id and fields.get("AgentID") == str(receiver.agent_id)


def _event(fields: Mapping[str, str], receiver: Receiver, key: str) -> Said | WakeUp | Other:
    """Events carry no id; their bytes are one: a retry repeats them, two events of one second differ."""
    kind = fields.get("Event", "").lower()
    if kind == "kf_msg_or_event" and fields.get("ToUserName") == receiver.corp_id:
        return WakeUp(fields.get("OpenKfId", ""), fields.get("Token", ""))
    if kind == "template_card_event" and _ours(fields, receiver):
        return _tap(fields, receiver, key)
    return Other(key)


def _tap(fields: Mapping[str, str], receiver: Receiver, key: str) -> Said | Other:
    """A second tap of one button of one card is the first again; another button of it is not."""
    user, card, button = fields.get("FromUserName", ""), fields.get("TaskId", ""), fields.get("EventKey", "")
    if not ID.fullmatch(user) or not button.startswith(SAY):
        return Other(key)
    same = hashlib.sha256(f"{user}\n{card}\n{button}".encode()).hexdigest()
    event = _heard(fields, receiver, f"card:{same}", Kind.TEXT, button.removeprefix(SAY))
    return Said(event, card=fields.get("ResponseCode", ""))


def _message(fields: Mapping[str, str], receiver: Receiver, key: str) -> Said | Other:
    said, number = fields.get("MsgType", "").lower(), fields.get("MsgId", "")
    if not ID.fullmatch(number) or not ID.fullmatch(fields.get("FromUserName", "")):
        return Other(key)
    if said in _BYTES and fields.get("MediaId"):
        mime = _MIME.get(fields.get("Format", said).lower())
        media = MediaRef(said, fields["MediaId"], mime, seconds=None, transcript=None)
        return Said(_heard(fields, receiver, number, _BYTES[said]), media)
    if said == "location":
        return Said(_heard(fields, receiver, number, Kind.LOCATION, fields.get("Label", "")))
    words = clean("\n".join(fields.get(part, "") for part in _WORDS.get(said, ())))
    return Said(_heard(fields, receiver, number, Kind.TEXT, words)) if words else Other(key)


def _heard(
    fields: Mapping[str, str], receiver: Receiver, external_id: str, kind: Kind, text: str = ""
) -> InboundEvent:
    return InboundEvent(
        channel=NAME,
        account=receiver.account,
        external_id=external_id,
        address=fields.get("FromUserName", ""),
        kind=kind,
        occurred_at=_time(fields.get("CreateTime", "")),
        text=clean(text),
    )


def _time(seconds: str) -> datetime:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12 and int(seconds) <= _LATEST):
        raise BadCallback("CreateTime")
    return datetime.fromtimestamp(int(seconds), UTC)
