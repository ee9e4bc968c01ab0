"""Whatever is sealed or pulled, the parsers say what it was or refuse it; nothing else leaves them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.callbacks import BadCallback
from channels.contract import Choice, OutboundMessage
from channels.invitation import find_token
from channels.wecom import xml
from channels.wecom.app.parse import Receiver
from channels.wecom.app.parse import parse as parse_app
from channels.wecom.app.render import render as render_app
from channels.wecom.kf.parse import parse as parse_kf
from channels.wecom.kf.render import render as render_kf
from channels.wecom.told import Other
from simulators.wecom_parts import xml as platform_xml
from tests.channels.wecom.conftest import CORP

RECEIVER = Receiver(CORP, 1000002, f"{CORP}:1000002")
NAMES = st.sampled_from(
    [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "AgentID",
        "MsgId",
        "Content",
        "MediaId",
        "Format",
        "Event",
        "EventKey",
        "TaskId",
        "Label",
        "Title",
        "Url",
        "Token",
        "OpenKfId",
        "ResponseCode",
    ]
)
VALUES = (
    st.text(max_size=30)
    | st.integers()
    | st.sampled_from(
        ["text", "voice", "event", "template_card_event", "kf_msg_or_event", CORP, "1000002", "say:好"]
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PART = st.dictionaries(
    st.sampled_from(
        [
            "content",
            "menu_id",
            "media_id",
            "name",
            "title",
            "url",
            "event_type",
            "open_kfid",
            "external_userid",
            "scene_param",
            "welcome_code",
            "fail_msgid",
            "fail_type",
            "change_type",
        ]
    ),
    JSON
    | st.sampled_from(["enter_session", "msg_send_fail", "session_status_change", "wkAAA001", "wm1", 1, 3]),
    max_size=6,
)
ITEM = st.fixed_dictionaries(
    {"msgid": st.text(max_size=10), "send_time": st.integers(), "origin": st.integers(3, 5)},
    optional={
        "msgtype": st.sampled_from(["text", "voice", "event", "link", "location", "business_card"]) | JSON,
        "open_kfid": st.just("wkAAA001") | JSON,
        "external_userid": st.just("wm1") | JSON,
        **dict.fromkeys(("text", "voice", "image", "event", "link", "location"), PART | JSON),
    },
)


@given(st.binary(max_size=400))
def test_any_bytes_are_xml_or_refused(content: bytes) -> None:
    with suppress(BadCallback):
        xml.read(content)


@given(st.dictionaries(NAMES, VALUES, max_size=10))
def test_any_sealed_fields_are_something_or_refused(fields: dict[str, object]) -> None:
    plain = platform_xml(**fields).replace(b"\x00", b"")
    with suppress(BadCallback):
        assert parse_app(plain, RECEIVER) == parse_app(plain, RECEIVER)


@given(ITEM | JSON)
def test_any_pulled_item_is_something(item: object) -> None:
    assert parse_kf(item, "wkAAA001") == parse_kf(item, "wkAAA001")


@given(st.text(max_size=200))
def test_any_words_may_hold_a_token(text: str) -> None:
    token = find_token(text)
    assert token is None or token in text


@given(st.text(max_size=3000), st.lists(st.text(max_size=60), max_size=12))
def test_what_we_send_is_within_the_platform_s_limits(text: str, choices: list[str]) -> None:
    message = OutboundMessage(2**62, text, tuple(Choice(words) for words in choices))
    for body in [*render_kf(message), *render_app(message)]:
        match body["msgtype"]:
            case "text":
                assert len(body["text"]["content"].encode()) <= 2048
            case "msgmenu":
                assert len(body["msgmenu"]["head_content"].encode()) <= 1024
                assert len(body["msgmenu"]["list"]) <= 10
            case "template_card":
                assert len(body["template_card"]["button_list"]) <= 6


@pytest.mark.parametrize(
    "item", [None, [], "text", 7, {}, {"msgid": "\ud800", "send_time": 1, "origin": 3, "msgtype": "text"}]
)
def test_what_is_no_item_is_kept(item: object) -> None:
    assert isinstance(parse_kf(item, "wkAAA001").told, Other)


@pytest.mark.parametrize("name", ["msgid", "external_userid"])
@pytest.mark.parametrize("value", ["a\x00", "a\n", "x" * 257, "名字"])
def test_ids_the_platform_never_makes_reach_no_index(name: str, value: str) -> None:
    item = {"msgid": "m1", "send_time": 1, "origin": 3, "msgtype": "text", "open_kfid": "wkAAA001",
            "external_userid": "wm1", "text": {"content": "好"}}  # fmt: skip
    assert not isinstance(parse_kf(item, "wkAAA001").told, Other)
    assert parse_kf({**item, name: value}, "wkAAA001").told.key.isalnum()


def test_deep_and_long_documents_are_refused_quickly() -> None:
    for content in (b"<a>" * 100_000, b"<a>" + b"x" * (1024 * 1024), b"<a b='" + b"c" * 900_000):
        with pytest.raises(BadCallback):
            xml.read(content)


def test_equal_names_and_nested_elements_hide_no_field() -> None:
    assert xml.read(b"<xml><S><A>no</A></S><A>1</A><A>2</A></xml>") == {"A": "12"}
