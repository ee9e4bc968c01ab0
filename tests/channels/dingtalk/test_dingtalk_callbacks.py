"""What comes to the robot's address is verified, stored once and acknowledged; nothing else is stored or said."""

import json
import logging

import pytest
from pydantic import SecretStr

from channels.callbacks import BadCallback
from channels.contract import Kind, LinkState
from channels.dingtalk.signature import sign, verify
from simulators.dingtalk_messages import signed
from tests.channels.dingtalk.conftest import BASE, INVITATION, ROBOT, SECRET, Scene, build
from tests.data.vectors import VECTORS

DINGTALK = VECTORS["dingtalk"]
HOUR = 3_600_000


@pytest.mark.parametrize("vector", DINGTALK["robot_hmac"], ids=lambda v: v["name"])
def test_robot_hmac_vectors(vector) -> None:
    assert sign(vector["secret"], vector["timestamp_ms"]) == vector["sign_base64"]
    verify(vector["secret"], vector["timestamp_ms"], vector["sign_base64"], int(vector["timestamp_ms"]))


@pytest.mark.parametrize("vector", DINGTALK["robot_hmac_negative"], ids=lambda v: v["name"])
def test_negative_robot_hmac_vectors(vector) -> None:
    with pytest.raises(BadCallback) as bad:
        verify(vector["secret"], vector["timestamp_ms"], vector["sign_base64"], vector["now_ms"])
    assert bad.value.status == 403


@pytest.mark.parametrize(
    ("offset", "good"), [(HOUR, True), (HOUR + 1, False), (-HOUR, True), (-HOUR - 1, False)]
)
def test_the_signature_holds_for_exactly_an_hour_either_way(offset: int, good: bool) -> None:
    at = 1_764_000_000_123
    try:
        verify("secret", str(at), sign("secret", str(at)), at + offset)
    except BadCallback:
        assert not good
    else:
        assert good


@pytest.mark.parametrize("headers", [{}, {"timestamp": "1764000000000"}, {"sign": "x"},
                                     {"timestamp": "1764000000000", "sign": "中"}])  # fmt: skip
async def test_missing_or_odd_headers_are_refused_without_a_word(scene: Scene, headers) -> None:
    coded = {name: value.encode() for name, value in headers.items()}
    response = await scene.client.post(ROBOT, json=scene.phone().says("x"), headers=coded)
    assert (response.status_code, response.content) == (403, b"")
    assert scene.house.empty


async def test_a_wrong_secret_is_refused(scene: Scene) -> None:
    assert await scene.brings(scene.phone().says("x"), secret="another") == 403
    assert scene.house.empty


async def test_a_secret_path_is_the_only_way_in(settings) -> None:
    async for scene in build(settings.model_copy(update={"path_secret": SecretStr("r4nd0m")})):
        message = (await scene.known()).says("一")
        assert await scene.brings(message) == 403
        assert await scene.brings(message, f"{ROBOT}/wrong") == 403
        assert await scene.brings(message, f"{ROBOT}/r4nd0m") == 200
        assert scene.house.said() == [(Kind.TEXT, "一")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"msgId":1}',
        b'{"msgId":""}',
        b'{"msgId":"a\\u0000"}',
        b"\xff",
        b"[" * 5000,
    ],
)
async def test_what_is_no_message_is_refused(scene: Scene, body) -> None:
    headers = signed(SECRET, scene.clock.milliseconds())
    response = await scene.client.post(ROBOT, content=body, headers=headers)
    assert (response.status_code, response.content) == (400, b"")
    assert scene.house.empty


async def test_an_oversize_body_is_refused(scene: Scene) -> None:
    headers = signed(SECRET, scene.clock.milliseconds())
    assert (await scene.client.post(ROBOT, content=b" " * 20_001, headers=headers)).status_code == 413


@pytest.mark.parametrize("change", [
    {"msgtype": "unknownMsgType"}, {"text": 5}, {"createAt": "now"}, {"createAt": 10**18}, {"text": {"content": " "}},
    {"conversationType": "2"}, {"msgtype": "audio", "content": {}}, {"msgtype": "richText", "content": {"richText": []}},
])  # fmt: skip
async def test_an_unknown_message_is_kept_and_acknowledged(scene: Scene, change) -> None:
    message = (await scene.known()).says("x") | change
    assert await scene.brings(message) == 200
    assert json.loads(scene.house.raw["dingtalk", "dingkey", message["msgId"]]) == message
    assert scene.house.events == []


async def test_a_database_that_is_away_answers_503(scene: Scene) -> None:
    message = (await scene.known()).says("一")
    scene.house.away = True
    assert await scene.brings(message) == 503
    scene.house.away = False
    assert await scene.brings(message) == 200
    assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_the_same_message_three_times_is_stored_once(scene: Scene) -> None:
    message = (await scene.known()).says(" 做过两年装配")
    assert [await scene.brings(message) for _ in range(3)] == [200] * 3
    assert scene.house.said() == [(Kind.TEXT, "做过两年装配")]
    event = scene.house.events[0]
    assert (event.external_id, event.address, event.account) == (message["msgId"], "0123", "dingkey")


async def test_two_messages_in_the_same_second_are_two(scene: Scene) -> None:
    phone = await scene.known()
    for _ in range(2):
        await scene.brings(phone.says("是"))
    assert scene.house.said() == [(Kind.TEXT, "是")] * 2


async def test_a_pasted_link_binds_the_invitation_and_starts_once(scene: Scene) -> None:
    scene.house.invitations[INVITATION] = None
    phone = scene.phone()
    for text in (f"https://hr.example/i/{INVITATION}", INVITATION):
        assert await scene.brings(phone.says(text)) == 200
    assert [event.kind for event in scene.house.events] == [Kind.START]
    assert scene.house.bound == {("dingtalk", "dingkey", "0123"): INVITATION}
    assert phone.member.heard == []


@pytest.mark.parametrize("state", [LinkState.UNKNOWN, LinkState.EXPIRED, LinkState.REVOKED])
async def test_a_link_that_cannot_be_used_gets_a_polite_refusal_and_no_information(
    scene: Scene, state
) -> None:
    scene.house.invitations[INVITATION] = state
    phone = scene.phone()
    message = phone.says(INVITATION)
    await scene.brings(message)
    await scene.brings(message)
    assert len(phone.member.heard) == 1
    assert phone.member.heard[0].startswith("无法识别您的身份")
    assert INVITATION.encode() not in b"".join(scene.house.raw.values())


async def test_an_unknown_account_is_kept_and_told_once_per_message(scene: Scene) -> None:
    phone = scene.phone()
    message = phone.says("你好")
    for _ in range(2):
        assert await scene.brings(message) == 200
    assert len(phone.member.heard) == 1
    assert scene.house.events == []


async def test_people_outside_the_organisation_are_kept_and_refused(scene: Scene) -> None:
    phone = await scene.known()
    message = phone.says("你好")
    del message["senderStaffId"]
    assert await scene.brings(message) == 200
    assert scene.house.events == []
    assert len(phone.member.heard) == 1


async def test_a_voice_brings_the_platforms_own_recognition_along(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.speaks(b"#!AMR\n" + bytes(500), 8200, "我做过两年装配"))
    assert scene.house.said() == [(Kind.VOICE, "")]
    media = scene.house.media[0]
    assert (media.kind, media.seconds, media.transcript) == ("voice", 8.2, "我做过两年装配")
    assert await scene.parts.media.fetch(media) == b"#!AMR\n" + bytes(500)


@pytest.mark.parametrize(("msgtype", "content", "kind", "ref"), [
    ("picture", {"downloadCode": "c"}, Kind.IMAGE, "c"),
    ("file", {"downloadCode": "c", "fileName": "cv.pdf", "fileId": "1", "spaceId": "2"}, Kind.FILE, "c"),
    ("video", {"downloadCode": "c", "duration": 3000, "videoType": "mp4"}, Kind.FILE, "c"),
    ("richText", {"richText": [{"type": "picture", "downloadCode": "c"}]}, Kind.IMAGE, "c"),
])  # fmt: skip
async def test_media_are_fetched_later(scene: Scene, msgtype, content, kind, ref) -> None:
    phone = await scene.known()
    await scene.brings(phone.sends(msgtype, content))
    assert scene.house.said() == [(kind, "")]
    assert scene.house.media[0].ref == ref


async def test_the_words_of_a_rich_text_are_its_text(scene: Scene) -> None:
    phone = await scene.known()
    pieces = [{"text": "第一"}, {"type": "picture", "downloadCode": "c"}, {"text": "第二"}]
    await scene.brings(phone.sends("richText", {"richText": pieces}))
    assert scene.house.said() == [(Kind.TEXT, "第一\n第二")]


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "https://evil.example/robot", "https://dingtalk.com.evil/x",
                                 "file:///etc/passwd", "http://oapi.dingtalk.com/x", "https://["])  # fmt: skip
async def test_a_session_that_leads_elsewhere_is_never_used(scene: Scene, url) -> None:
    message = (await scene.known()).says("x") | {"sessionWebhook": url}
    await scene.brings(message)
    stranger = scene.phone("9").says("x") | {"sessionWebhook": url}
    assert await scene.brings(stranger) == 200
    assert scene.house.facts == {}
    assert BASE not in url


async def test_secrets_and_words_stay_out_of_the_logs(scene: Scene, caplog) -> None:
    for logger in (None, "httpx", "uvicorn.access"):
        caplog.set_level(logging.DEBUG, logger)
    phone = await scene.known()
    await scene.brings(phone.says("保密的话"))
    await scene.brings(scene.phone("9").says("保密的话"))
    httpx_log = logging.getLogger("httpx")
    httpx_log.info("HTTP Request: POST %s", "https://oapi.dingtalk.com/robot/sendBySession?session=SECRET-S")
    httpx_log.info(
        "HTTP Request: POST %s", "https://oapi.dingtalk.com/robot/send?access_token=SECRET-T&sign=U"
    )
    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', "ip", "POST", f"{ROBOT}/SECRET-PATH", "1.1", 200)
    assert [word for word in ("SECRET", "保密的话", "session-") if word in caplog.text] == []
    assert f"{ROBOT}/***" in caplog.text


async def test_a_courtesy_that_fails_harms_nobody(scene: Scene) -> None:
    message = scene.phone("9").says("x") | {"sessionWebhook": f"{BASE}/nowhere"}
    assert await scene.brings(message) == 200
