"""No bytes at all make a parser raise anything but `BadCallback`."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from channels.callbacks import BadCallback
from channels.dingtalk.cards import parse_tap
from channels.dingtalk.crypto import EventCipher, Sealed
from channels.dingtalk.frames import parse_frame
from channels.dingtalk.messages import parse
from tests.channels.dingtalk.conftest import AES_KEY

FIELDS = ["msgId", "conversationType", "createAt", "msgtype", "senderStaffId", "text", "content", "sessionWebhook",
          "sessionWebhookExpiredTime", "downloadCode", "duration", "recognition", "richText", "outTrackId", "userId",
          "cardPrivateData", "actionIds", "type", "headers", "topic", "messageId", "data"]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["1", "text", "audio", "picture", "richText", '{"cardPrivateData":{"actionIds":["choice_0"]}}'])
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=25,
)


@st.composite
def nearly(draw: st.DrawFn) -> object:
    """A message of the right shape with anything in some fields."""
    kind = draw(st.sampled_from(["text", "audio", "richText", "file"]))
    message = {"msgId": "m", "conversationType": "1", "senderStaffId": "0", "msgtype": kind}
    message["createAt"] = draw(st.integers(0, 2**45))
    return message | draw(st.dictionaries(st.sampled_from(FIELDS[2:13]), JSON, max_size=5))


def survives(body: bytes) -> None:
    for parser in (lambda: parse(body, "1"), lambda: parse_tap(body), lambda: parse_frame(body)):
        try:
            parser()
        except BadCallback:
            continue


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    survives(body)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(JSON | nearly())
def test_any_json(value: object) -> None:
    survives(json.dumps(value).encode())


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=50))
def test_any_envelope(content: bytes, text: str) -> None:
    cipher = EventCipher(SecretStr("t"), SecretStr(AES_KEY), "id")
    for encrypt in (content.hex(), text):
        try:
            signature = cipher._signature("1", "n", encrypt)
            cipher.open(Sealed(signature, "1", "n", encrypt))
        except BadCallback:
            continue
