"""Encrypted events are opened only when every check holds, and answered in kind."""

import base64
import json

import pytest
from pydantic import SecretStr

from channels.callbacks import BadCallback
from channels.contract import Choice, Kind, OutboundMessage
from channels.dingtalk.crypto import EventCipher, Sealed
from tests.channels.dingtalk.conftest import EVENTS, Scene, build
from tests.data.vectors import VECTORS

DINGTALK, WECOM = VECTORS["dingtalk"], VECTORS["wecom"]


def cipher(vector) -> EventCipher:
    return EventCipher(
        SecretStr(vector["token"]), SecretStr(vector["encoding_aes_key"]), vector["receive_id"]
    )


def sealed(vector) -> Sealed:
    return Sealed(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])


@pytest.mark.parametrize("vector", DINGTALK["official"] + DINGTALK["generated"], ids=lambda v: v["name"])
def test_vectors_open(vector) -> None:
    assert cipher(vector).open(sealed(vector)) == vector["plaintext"].encode()


@pytest.mark.parametrize("vector", DINGTALK["generated"], ids=lambda v: v["name"])
def test_sealing_is_byte_identical(vector) -> None:
    random = vector["random16_ascii"].encode()
    made = cipher(vector).seal(vector["plaintext"].encode(), random, vector["timestamp"], vector["nonce"])
    assert made == sealed(vector)


@pytest.mark.parametrize("vector", WECOM["negative"], ids=lambda v: v["name"])
def test_the_frames_negative_vectors_are_refused(vector) -> None:
    with pytest.raises(BadCallback):
        cipher(vector).open(sealed(vector))


@pytest.mark.parametrize("vector", WECOM["negative"], ids=lambda v: v["name"])
async def test_all_negative_vectors_get_4xx_and_nothing_is_stored(settings, vector) -> None:
    change = {
        "event_token": SecretStr(vector["token"]),
        "event_aes_key": SecretStr(vector["encoding_aes_key"]),
        "event_receive_id": vector["receive_id"],
    }
    query = {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}
    async for scene in build(settings.model_copy(update=change)):
        response = await scene.client.post(EVENTS, params=query, json={"encrypt": vector["encrypt"]})
        assert (response.status_code // 100, response.content) == (4, b"")
        assert scene.house.empty


@pytest.mark.parametrize("key", ["short", "x" * 42 + "!", "x" * 44])
def test_a_mistyped_key_is_a_mistake_in_the_settings(key) -> None:
    with pytest.raises(ValueError, match="43"):
        EventCipher(SecretStr("t"), SecretStr(key), "id")


async def test_check_url_is_answered_by_the_encrypted_word_success(scene: Scene, subscription) -> None:
    query, body = subscription.encrypted(b'{"EventType":"check_url"}', "1764000000123", "n0nce")
    response = await scene.client.post(EVENTS, params=query, json=body)
    assert response.status_code == 200
    assert set(response.json()) == set(DINGTALK["reply_json_fields"])
    assert subscription.opened(response.json()) == b"success"


async def test_an_event_is_kept_once_though_each_try_is_encrypted_anew(scene: Scene, subscription) -> None:
    plain = '{"EventType":"user_add_org","UserId":["新员工"]}'.encode()
    for nonce in ("a", "b", "c"):
        query, body = subscription.encrypted(plain, "1764000000123", nonce)
        assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 200
    assert list(scene.house.raw.values()) == [plain]


async def test_the_older_name_of_the_signature_is_taken_too(scene: Scene, subscription) -> None:
    query, body = subscription.encrypted(b'{"EventType":"check_url"}', "1", "n")
    query["signature"] = query.pop("msg_signature")
    assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 200


@pytest.mark.parametrize(("query", "body"), [
    ({}, b""), ({}, b"{}"), ({"msg_signature": "0" * 40}, b'{"encrypt":"YWJj"}'), ({}, b'{"encrypt":5}'),
    ({"msg_signature": "签"}, b'{"encrypt":"YWJj"}'), ({"nonce": "n" * 300}, b'{"encrypt":"YWJj"}'),
])  # fmt: skip
async def test_what_is_not_rightly_sealed_is_refused(scene: Scene, query, body) -> None:
    response = await scene.client.post(EVENTS, params=query, content=body)
    assert 400 <= response.status_code < 500
    assert scene.house.empty


async def test_without_token_and_key_every_event_is_refused(settings, subscription) -> None:
    async for scene in build(settings.model_copy(update={"event_token": None})):
        query, body = subscription.encrypted(b"{}", "1", "n")
        assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 403


async def test_a_padding_that_is_not_uniform_is_refused(subscription) -> None:
    opener = EventCipher(SecretStr("DtToken1"), SecretStr(subscription.aes_key), "dingkey")
    query, body = subscription.encrypted(b"x", "1", "n")
    cut = base64.b64encode(base64.b64decode(body["encrypt"])[:-16]).decode()
    signature = subscription._signature("1", "n", cut)
    with pytest.raises(BadCallback):
        opener.open(Sealed(signature, "1", "n", cut))
    assert query


async def test_a_card_tap_says_its_choice_once_and_the_card_shows_it(settings, subscription) -> None:
    async for scene in build(settings.model_copy(update={"card_template_id": "tpl.schema"})):
        phone = await scene.known()
        asked = OutboundMessage(7, "您同意开始吗？", (Choice("同意"), Choice("不同意")))
        await scene.parts.channel.send("0123", asked)
        for number, nonce in ((0, "a"), (1, "b"), (0, "c")):
            plain = json.dumps(phone.taps(number)).encode()
            query, body = subscription.encrypted(plain, "1", nonce)
            assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 200
        assert scene.house.said() == [(Kind.TEXT, "同意")]
        assert (phone.member.cards[0]["state"], phone.member.cards[0]["chosen"]) == ("done", "同意")


async def test_a_forwarded_or_forged_tap_is_refused_and_kept(settings, subscription) -> None:
    async for scene in build(settings.model_copy(update={"card_template_id": "tpl.schema"})):
        phone = await scene.known()
        await scene.known("0456")
        await scene.parts.channel.send("0123", OutboundMessage(7, "？", (Choice("同意"),)))
        right = phone.taps(0)
        for wrong in (
            right | {"userId": "0456"},
            right | {"outTrackId": "m8-x"},
            phone.taps(5),
            right | {"content": "x"},
        ):
            query, body = subscription.encrypted(json.dumps(wrong).encode(), "1", "n")
            assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 200
        assert scene.house.events == []
        assert len(scene.house.raw) == 4
