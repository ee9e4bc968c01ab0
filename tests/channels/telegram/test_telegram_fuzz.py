"""No bytes at all make the parser raise anything but `BadCallback`."""

import json
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.callbacks import BadCallback
from channels.telegram.updates import Incoming, parse

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIELDS = ["update_id", "message", "edited_message", "callback_query", "my_chat_member", "message_id", "date",
          "edit_date", "chat", "from", "text", "caption", "voice", "photo", "location", "reply_markup",
          "inline_keyboard", "callback_data", "data", "id", "type", "file_id", "duration", "new_chat_member", "status",
          "migrate_to_chat_id"]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["private", "/start x", "c:1:0", "x" * 600])
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@st.composite
def nearly(draw: st.DrawFn) -> object:
    """An update with one part of the right shape, and anything in its other fields."""
    message = {"message_id": 1, "date": draw(st.integers(0, 2**33)), "chat": {"id": 5, "type": "private"}}
    message |= draw(st.dictionaries(st.sampled_from(FIELDS[7:]), JSON, max_size=4))
    tap = {"id": "t", "from": {"id": 5}, "message": message, "data": draw(st.text(max_size=4))}
    name = draw(st.sampled_from(["message", "edited_message", "callback_query"]))
    return {"update_id": draw(st.integers(0, 2**63)), name: tap if name == "callback_query" else message}


def survives(body: bytes) -> None:
    try:
        assert isinstance(parse(body, "1", NOW), Incoming)
    except BadCallback:
        return


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    survives(body)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(JSON | nearly())
def test_any_json(value: object) -> None:
    survives(json.dumps(value).encode())
