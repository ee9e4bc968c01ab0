"""Every published and generated frame of WeCom, and frames the platform never makes."""

import base64
import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from wechatpy.enterprise.crypto import WeChatCrypto

from channels.callbacks import BadCallback
from channels.wecom.build import build
from channels.wecom.crypto import CallbackCipher
from channels.wecom.settings import WeComSettings
from simulators.wecom_crypto import Envelope
from simulators.wecom_parts import xml
from tests.channels.wecom.conftest import AES_KEY, CORP, app_of
from tests.channels.wecom.house import House

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "messaging_vectors.json").read_text())["wecom"]
GOOD = [*VECTORS["official"], *VECTORS["generated"]]
BAD = VECTORS["negative"]
ENVELOPE = Envelope("IntvToken_01", AES_KEY, CORP)


def named(vectors: list[dict]) -> list:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def cipher(vector: dict) -> CallbackCipher:
    return CallbackCipher(
        SecretStr(vector["token"]), SecretStr(vector["encoding_aes_key"]), vector["receive_id"]
    )


def sealed(vector: dict) -> tuple[str, str, str, str]:
    return vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"]


def door(vector: dict, house: House) -> httpx.AsyncClient:
    settings = WeComSettings(
        corp_id=vector["receive_id"],
        token=SecretStr(vector["token"]),
        encoding_aes_key=SecretStr(vector["encoding_aes_key"]),
    )
    routes = build(settings, house, httpx.AsyncClient(transport=httpx.MockTransport(lambda _: 1 / 0))).routes
    return httpx.AsyncClient(transport=httpx.ASGITransport(app_of(routes)), base_url="http://product")


def query(vector: dict) -> dict[str, str]:
    return {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}


@pytest.mark.parametrize("vector", named(GOOD))
def test_official_and_generated_frames_open(vector: dict) -> None:
    assert cipher(vector).open(*sealed(vector)) == vector["plaintext"].encode()


@pytest.mark.parametrize("vector", named(VECTORS["generated"]))
def test_the_simulator_seals_byte_for_byte(vector: dict) -> None:
    envelope = Envelope(vector["token"], vector["encoding_aes_key"], vector["receive_id"])
    made = envelope.seal(vector["plaintext"].encode(), vector["random16_ascii"].encode())
    assert made == vector["encrypt"]
    assert envelope.sign(vector["timestamp"], vector["nonce"], made) == vector["msg_signature"]


@pytest.mark.parametrize("vector", named([vector for vector in GOOD if vector["receive_id"]]))
async def test_an_address_is_verified_with_the_bare_plain_text(vector: dict) -> None:
    async with door(vector, House()) as client:
        answer = await client.get(
            "/channels/wecom/app", params={**query(vector), "echostr": vector["encrypt"]}
        )
    assert (answer.status_code, answer.content) == (200, vector["plaintext"].encode())


async def test_the_complete_verification_request_is_answered_exactly() -> None:
    vector = VECTORS["url_verify_http"]
    asked = urlsplit(vector["request"].removeprefix("GET ")).query
    async with door(vector, House()) as client:
        for path in ("app", "kf"):
            answer = await client.get(f"/channels/wecom/{path}?{asked}")
            assert (answer.status_code, answer.content) == (200, vector["expect_body_exact"].encode())
        bare_plus = "&".join(f"{name}={value}" for name, value in parse_qsl(asked))
        assert "+" in bare_plus
        assert (await client.get(f"/channels/wecom/app?{bare_plus}")).status_code == 200


@pytest.mark.parametrize("vector", named(BAD))
async def test_negative_frames_get_4xx_and_leave_no_trace(vector: dict) -> None:
    house = House()
    body = xml(ToUserName=vector["receive_id"], Encrypt=vector["encrypt"])
    async with door(vector, house) as client:
        posted = await client.post("/channels/wecom/kf", params=query(vector), content=body)
        asked = await client.get("/channels/wecom/kf", params={**query(vector), "echostr": vector["encrypt"]})
    for answer in (posted, asked):
        assert answer.status_code in (400, 403)
        assert answer.content == b""
    assert house.empty


@pytest.mark.parametrize("path", ["app", "kf"])
async def test_a_probe_without_parameters_is_a_bad_request(path: str) -> None:
    async with door(GOOD[0], House()) as client:
        assert (await client.get(f"/channels/wecom/{path}")).status_code == 400
        assert (await client.post(f"/channels/wecom/{path}")).status_code == 400


def opened(frame: bytes, receive_id: str = CORP) -> bytes:
    encrypt = ENVELOPE.encrypt(frame)
    signature = ENVELOPE.sign("1", "n", encrypt)
    return CallbackCipher(SecretStr("IntvToken_01"), SecretStr(AES_KEY), receive_id).open(
        signature, "1", "n", encrypt
    )


def padded(frame: bytes, pad: int | None = None) -> bytes:
    count = pad or 32 - len(frame) % 32
    return frame + bytes([count]) * count


RANDOM = b"0123456789abcdef"


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(padded(RANDOM + (9).to_bytes(4, "big") + b"abc"), id="too long for an empty receive id"),
        pytest.param(padded(RANDOM + b"\xff\xff\xff\xff" + b"abc"), id="negative as a signed number"),
        pytest.param(padded(b"short"), id="no room for a length"),
        pytest.param(bytes([32]) * 32, id="nothing but padding"),
        pytest.param(bytes(32), id="padding of nought"),
        pytest.param(
            RANDOM + (0).to_bytes(4, "big") + b"\x01" * 8 + b"\x04\x03\x03\x04", id="uneven padding"
        ),
    ],
)
def test_frames_that_lie_are_refused_even_without_a_receive_id(frame: bytes) -> None:
    with pytest.raises(BadCallback):
        opened(frame, receive_id="")


def test_a_whole_block_of_padding_is_right() -> None:
    frame = RANDOM + (12).to_bytes(4, "big") + b"x" * 12
    assert len(frame) == 32
    assert opened(padded(frame), receive_id="") == b"x" * 12


@given(st.binary(max_size=300))
def test_wechatpy_reads_what_the_simulator_seals_and_we_read_the_same(message: bytes) -> None:
    text = message.hex()
    encrypt = ENVELOPE.seal(text.encode())
    signature = ENVELOPE.sign("1", "n", encrypt)
    theirs = WeChatCrypto("IntvToken_01", AES_KEY, CORP)
    assert theirs.check_signature(signature, "1", "n", encrypt) == text
    ours = CallbackCipher(SecretStr("IntvToken_01"), SecretStr(AES_KEY), CORP)
    assert ours.open(signature, "1", "n", encrypt) == text.encode()


def test_we_read_what_wechatpy_seals() -> None:
    theirs = WeChatCrypto("IntvToken_01", AES_KEY, CORP)
    encrypt = theirs.encrypt_message("你好🙂", "n", "1").split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    ours = CallbackCipher(SecretStr("IntvToken_01"), SecretStr(AES_KEY), CORP)
    assert ours.open(ENVELOPE.sign("1", "n", encrypt), "1", "n", encrypt).decode() == "你好🙂"


ANY = st.text(max_size=60)


@given(ANY, ANY, ANY, ANY)
def test_no_query_does_more_than_fail_to_verify(a: str, b: str, c: str, d: str) -> None:
    with pytest.raises(BadCallback):
        CallbackCipher(SecretStr("t"), SecretStr(AES_KEY), CORP).open(a, b, c, d)


@given(st.binary(max_size=200))
def test_no_signed_bytes_do_more_than_fail_to_open(content: bytes) -> None:
    encrypt = base64.b64encode(content).decode()
    with pytest.raises(BadCallback):
        CallbackCipher(SecretStr("IntvToken_01"), SecretStr(AES_KEY), CORP).open(
            ENVELOPE.sign("1", "n", encrypt), "1", "n", encrypt
        )


@pytest.mark.parametrize("key", ["", "short", AES_KEY + "A", AES_KEY[:-1] + "!"])
def test_a_malformed_key_is_a_mistake_in_the_settings(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        CallbackCipher(SecretStr("t"), SecretStr(key), CORP)
