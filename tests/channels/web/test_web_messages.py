"""Whatever bytes come in: an event or a refusal, never a crash."""

import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.sounds import detect
from channels.web.messages import Said, check_key, clean, parse
from channels.web.problems import Problem
from tests.channels.web.fake_gateway import TOKEN

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "seen", "kind", "x"]), inner),
    max_leaves=8,
)
BODIES = (
    st.binary(max_size=200)
    | ANYTHING.map(lambda value: json.dumps(value).encode())
    | st.text(max_size=50).map(lambda text: json.dumps({"text": text}).encode())
)


def attempt(body: bytes) -> tuple[Said | None, int | None]:
    try:
        return parse(body), None
    except Problem as problem:
        return None, problem.status.value


@given(BODIES)
def test_any_body_is_a_message_or_a_refusal(body: bytes) -> None:
    said, refused = attempt(body)
    assert refused in (None, 400, 422)
    if said:
        said.text.encode()
        assert "\x00" not in said.text
        assert said.text or said.kind != "text"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=BODIES, key=st.text(st.characters(max_codepoint=255), max_size=140) | st.just("key"))
def test_the_door_never_answers_500(app: FastAPI, body: bytes, key: str) -> None:
    async def post() -> int:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            url = f"/channels/web/{TOKEN}/messages"
            response = await client.post(
                url, content=body, headers=[(b"idempotency-key", key.encode("latin-1"))]
            )
            return response.status_code

    assert asyncio.run(post()) in (202, 400, 413, 422)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 5000,
        b'{"text":' * 3000,
        b'{"text": "a", "seen": ' + b"9" * 10_000 + b"}",
        rb'{"text": "\ud800"}',
        b'{"text": "a", "seen": NaN}',
        b'{"text": "a", "seen": 1e400}',
        b"\xef\xbb\xbf{}",
    ],
)
def test_the_nasty_ones(body: bytes) -> None:
    with pytest.raises(Problem):
        parse(body)


def test_a_repeated_field_counts_once() -> None:
    assert parse(b'{"text": "a", "text": "b"}').text == "b"


@given(st.text())
def test_clean_text_stays_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_what_people_type_is_left_alone() -> None:
    for text in ("/跳过", "👨‍👩‍👧", "第一行\n\t第二行", "ｶﾞｽ", "العربية", "A\u200dB", "🫨"):
        assert clean(text) == text


@given(st.binary(max_size=40))
def test_detect_answers_for_any_bytes(content: bytes) -> None:
    assert detect(content) is None or detect(content).startswith("audio/")


def test_keys() -> None:
    assert check_key("k" * 128) == "k" * 128
    with pytest.raises(Problem):
        check_key("k" * 129)
