"""Frames of DingTalk Stream. Pure: text in, frame out, and the answers that each kind wants.

Source: https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol.
"""

import json
from typing import Final

from pydantic import Field, ValidationError

from channels.callbacks import VISIBLE, BadCallback
from channels.dingtalk.messages import Part

MESSAGES: Final = "/v1.0/im/bot/messages/get"
CARDS: Final = "/v1.0/card/instances/callback"
SUBSCRIPTIONS: Final = (
    {"type": "CALLBACK", "topic": MESSAGES},
    {"type": "CALLBACK", "topic": CARDS},
    {"type": "EVENT", "topic": "*"},
)


class Headers(Part):
    """`message_id` names the frame: a frame sent again has the same one."""

    topic: str = ""
    message_id: str = Field("", max_length=256, pattern=VISIBLE)
    event_id: str = Field("", max_length=256, pattern=VISIBLE)


class Frame(Part):
    """One frame down; `data` is JSON as a string."""

    type: str
    headers: Headers
    data: str = ""

    @property
    def is_ping(self) -> bool:
        """The server asks whether we are there."""
        return self.type == "SYSTEM" and self.headers.topic == "ping"

    @property
    def is_disconnect(self) -> bool:
        """The server will send no more on this socket and close it in ten seconds."""
        return self.type == "SYSTEM" and self.headers.topic == "disconnect"


def parse_frame(text: str | bytes) -> Frame:
    """The frame. Raises `BadCallback` when it is none."""
    try:
        return Frame.model_validate_json(text)
    except ValidationError:
        raise BadCallback("no_frame") from None


def pong(frame: Frame) -> str:
    """The answer to a ping: its own data."""
    return _answer(frame, 200, "OK", frame.data)


def taken(frame: Frame) -> str:
    """The answer to a frame that is safe with us."""
    done = {"status": "SUCCESS"} if frame.type == "EVENT" else {"response": None}
    return _answer(frame, 200, "OK", json.dumps(done))


def later(frame: Frame) -> str:
    """The answer to an event that shall come again."""
    return _answer(frame, 200, "OK", json.dumps({"status": "LATER"}))


def not_ours(frame: Frame) -> str:
    """The answer to a topic that we did not ask for."""
    return _answer(frame, 404, "not found", "")


def _answer(frame: Frame, code: int, message: str, data: str) -> str:
    headers = {"messageId": frame.headers.message_id, "contentType": "application/json"}
    return json.dumps({"code": code, "message": message, "headers": headers, "data": data})
