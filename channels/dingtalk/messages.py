"""What a robot message means. Pure: bytes in, one of the meanings below out, or `BadCallback`.

Source: https://open.dingtalk.com/document/isvapp/receive-message. The same JSON comes by callback and by Stream.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from channels.callbacks import VISIBLE, BadCallback
from channels.contract import InboundEvent, Kind
from channels.platform import MediaRef
from channels.words import clean

NAME: Final = "dingtalk"
ALONE: Final = "1"
"""`conversationType` of a chat between one person and the robot."""

Milliseconds = Annotated[int, Field(ge=0, le=253_402_300_799_000)]
Code = Annotated[str, Field(min_length=1, max_length=4096, pattern=VISIBLE)]


class Part(BaseModel):
    """Anything inside a message."""

    model_config = ConfigDict(strict=True, frozen=True, alias_generator=to_camel)


class Text(Part):
    """Typed words; in a group a blank stands where the robot's name was."""

    content: str


class Piece(Part):
    """A piece of a rich text: words or a picture."""

    text: str | None = None
    download_code: Code | None = None


class Content(Part):
    """Everything but text. `duration` is in milliseconds, `recognition` DingTalk's own transcript."""

    download_code: Code | None = None
    duration: Annotated[int, Field(ge=0, le=86_400_000)] | None = None
    recognition: str | None = None
    rich_text: list[Piece] = Field(default_factory=list)


class Numbered(Part):
    """All that must be right for a message to be kept."""

    msg_id: Annotated[str, Field(min_length=1, max_length=256, pattern=VISIBLE)]


class RobotMessage(Numbered):
    """One message to the robot. People outside the organisation have no `senderStaffId`."""

    conversation_type: str
    conversation_id: Annotated[str, Field(max_length=256, pattern=VISIBLE)] | None = None
    create_at: Milliseconds
    msgtype: str = Field(alias="msgtype")
    sender_staff_id: Annotated[str, Field(max_length=128, pattern=VISIBLE)] | None = None
    text: Text | None = None
    content: Content | None = None
    session_webhook: Annotated[str, Field(max_length=2048, pattern=VISIBLE)] | None = None
    session_webhook_expired_time: Milliseconds | None = None


@dataclass(frozen=True)
class Session:
    """Where this message may be answered without a token, until a moment (ms since 1970). The address is a secret."""

    url: str
    until: int


@dataclass(frozen=True)
class Said:
    """Something a member told the robot alone."""

    event: InboundEvent
    media: MediaRef | None
    session: Session | None


@dataclass(frozen=True)
class Outside:
    """Somebody outside the organisation, whom no robot can ever write to."""

    session: Session | None


@dataclass(frozen=True)
class InGroup:
    """Whatever is said in a group: no interview, but the way to learn the group's id."""

    conversation_id: str


@dataclass(frozen=True)
class Unknown:
    """A message that means nothing to us."""


Meaning = Said | Outside | InGroup | Unknown


@dataclass(frozen=True)
class Incoming:
    """One message. `key` is DingTalk's own id of it; messages come again under the same one."""

    key: str
    meaning: Meaning


def parse(body: bytes, account: str) -> Incoming:
    """The message in a callback or a frame. Raises `BadCallback` when it is none."""
    try:
        key = Numbered.model_validate_json(body).msg_id
    except ValidationError:
        raise BadCallback("no_message") from None
    try:
        message = RobotMessage.model_validate_json(body)
    except ValidationError:
        return Incoming(key, Unknown())
    return Incoming(key, _meaning(message, account))


def _meaning(message: RobotMessage, account: str) -> Meaning:
    if message.conversation_type != ALONE:
        return InGroup(message.conversation_id) if message.conversation_id else Unknown()
    if not message.sender_staff_id:
        return Outside(_session(message))
    kind, text, media = _content(message)
    if kind is None:
        return Unknown()
    event = InboundEvent(
        channel=NAME,
        account=account,
        external_id=message.msg_id,
        address=message.sender_staff_id,
        kind=kind,
        occurred_at=datetime.fromtimestamp(message.create_at / 1000, UTC),
        text=text,
    )
    return Said(event, media, _session(message))


def _session(message: RobotMessage) -> Session | None:
    if not message.session_webhook or not message.session_webhook_expired_time:
        return None
    return Session(message.session_webhook, message.session_webhook_expired_time)


def _content(message: RobotMessage) -> tuple[Kind | None, str, MediaRef | None]:
    if message.msgtype == "text":
        text = clean(message.text.content) if message.text else ""
        return (Kind.TEXT if text else None), text, None
    content = message.content
    if content is None:
        return None, "", None
    if message.msgtype == "richText":
        return _rich(content)
    kind = {"audio": Kind.VOICE, "picture": Kind.IMAGE, "video": Kind.FILE, "file": Kind.FILE}.get(
        message.msgtype
    )
    if kind is None or content.download_code is None:
        return None, "", None
    return kind, "", _media(kind, content)


def _rich(content: Content) -> tuple[Kind | None, str, MediaRef | None]:
    """Its words; a rich text of nothing but pictures is a picture."""
    text = clean("\n".join(piece.text for piece in content.rich_text if piece.text))
    if text:
        return Kind.TEXT, text, None
    codes = [piece.download_code for piece in content.rich_text if piece.download_code]
    if not codes:
        return None, "", None
    return Kind.IMAGE, "", MediaRef(Kind.IMAGE.value, codes[0], None, None, None)


def _media(kind: Kind, content: Content) -> MediaRef:
    seconds = content.duration / 1000 if content.duration is not None else None
    heard = clean(content.recognition) if content.recognition else None
    return MediaRef(kind.value, content.download_code or "", None, seconds, heard)
