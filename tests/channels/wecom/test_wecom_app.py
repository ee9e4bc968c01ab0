"""Members and the self-built app: callbacks in, messages and cards out, and the doors themselves."""

import asyncio
import secrets

import httpx
import pytest

from channels.contract import Choice, Kind, LinkState, OutboundMessage
from channels.errors import Unreachable
from channels.wecom.app.channel import AppChannel
from channels.wecom.wording import load_words
from simulators.wecom_parts import xml
from tests.channels.wecom.conftest import CORP, World, app_of
from tests.channels.wecom.house import TOKEN

APP = "/channels/wecom/app"
ACCOUNT = f"{CORP}:1000002"
COMMON = {"ToUserName": CORP, "FromUserName": "zhangsan", "CreateTime": 1764000000, "AgentID": 1000002}


@pytest.fixture
def app(world: World) -> AppChannel:
    assert world.wecom.app is not None
    world.house.bound["wecom/app", ACCOUNT, "zhangsan"] = TOKEN
    return world.wecom.app


async def push(world: World, plain: bytes, path: str = APP) -> int:
    return await world.platform.push(plain, world.to_product, path)


async def post(world: World, plain: bytes, **changes: str) -> httpx.Response:
    envelope, timestamp, nonce = world.platform.envelope, "1764000000", secrets.token_hex(4)
    encrypt = envelope.seal(plain)
    query = {
        "msg_signature": envelope.sign(timestamp, nonce, encrypt),
        "timestamp": timestamp,
        "nonce": nonce,
    }
    body = xml(ToUserName=CORP, Encrypt=encrypt)
    return await world.to_product.post(f"http://product{APP}", params={**query, **changes}, content=body)


async def test_the_same_message_three_times_under_new_nonces_is_one(world: World, app: AppChannel) -> None:
    plain = world.platform.member_says("zhangsan", "我做过三年装配", msgid=42)
    assert [await push(world, plain) for _ in range(3)] == [200, 200, 200]
    assert [(event.external_id, event.text) for event in world.house.events] == [("42", "我做过三年装配")]


async def test_the_answer_is_empty(world: World, app: AppChannel) -> None:
    answer = await post(world, world.platform.member_says("zhangsan", "好"))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("fields", "kind", "text", "ref"),
    [
        ({"MsgType": "text", "Content": " 你好🙂\n第二行 "}, Kind.TEXT, "你好🙂\n第二行", None),
        ({"MsgType": "voice", "MediaId": "v1", "Format": "amr"}, Kind.VOICE, "", ("voice", "v1", "audio/amr")),
        ({"MsgType": "voice", "MediaId": "v1", "Format": "speex"}, Kind.VOICE, "", ("voice", "v1", "audio/speex")),
        ({"MsgType": "image", "MediaId": "i1", "PicUrl": "http://x"}, Kind.IMAGE, "", ("image", "i1", None)),
        ({"MsgType": "video", "MediaId": "d1", "ThumbMediaId": "t"}, Kind.FILE, "", ("video", "d1", "video/mp4")),
        ({"MsgType": "location", "Location_X": "1.0", "Label": "东莞"}, Kind.LOCATION, "东莞", None),
        ({"MsgType": "link", "Title": "简历", "Url": "http://x"}, Kind.TEXT, "简历\nhttp://x", None),
    ],
)  # fmt: skip
async def test_every_kind_of_message(world: World, app: AppChannel, fields, kind, text, ref) -> None:
    assert await push(world, xml(**COMMON, **fields, MsgId=7)) == 200
    (event,) = world.house.events
    assert (event.kind, event.text) == (kind, text)
    assert [(media.kind, media.ref, media.mime) for media in world.house.media] == ([ref] if ref else [])


EVENTS = [
    "subscribe", "unsubscribe", "enter_agent", "LOCATION", "click", "view", "scancode_push", "template_card_event",
    "change_contact", "change_external_contact", "sys_approval_change", "never_heard_of",
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS)
async def test_events_we_do_not_act_on_are_stored_once(world: World, app: AppChannel, event: str) -> None:
    plain = xml(**COMMON, MsgType="event", Event=event, EventKey="k")
    assert [await push(world, plain), await push(world, plain)] == [200, 200]
    assert list(world.house.raw.values()) == [plain]


async def test_two_events_in_the_same_second_are_two(world: World, app: AppChannel) -> None:
    for key in ("a", "b"):
        await push(world, xml(**COMMON, MsgType="event", Event="click", EventKey=key))
    assert len(world.house.raw) == 2


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"not xml",
        b"<xml>",
        b"\xff\xfe",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
        b"<xml>" * 100,
        xml(**{**COMMON, "CreateTime": "soon"}, MsgType="text", Content="x", MsgId=1),
        xml(**{**COMMON, "CreateTime": 10**15}, MsgType="text", Content="x", MsgId=1),
        xml(**COMMON, MsgType="text", Content="", MsgId=1),
        xml(**COMMON, MsgType="text", Content="no id"),
        xml(**COMMON, MsgType="hologram", MsgId=1),
    ],
)
async def test_what_is_verified_but_odd_is_stored_and_never_refused(
    world: World, app: AppChannel, plain: bytes
) -> None:
    assert await push(world, plain) == 200
    assert list(world.house.raw.values()) == [plain]
    assert world.house.events == []


@pytest.mark.parametrize("other", [{"AgentID": 9}, {"ToUserName": "wwother"}])
async def test_another_account_s_message_is_kept_and_not_heard(world: World, app: AppChannel, other) -> None:
    plain = xml(**{**COMMON, **other}, MsgType="text", Content="x", MsgId=1)
    assert await push(world, plain) == 200
    assert (world.house.events, len(world.house.raw)) == ([], 1)


@pytest.mark.parametrize(
    "change",
    [{"msg_signature": "0" * 40}, {"timestamp": "1764000001"}, {"nonce": "other"}, {"msg_signature": "签名"}],
)
async def test_a_bad_signature_is_refused_and_leaves_nothing(world: World, app: AppChannel, change) -> None:
    answer = await post(world, world.platform.member_says("zhangsan", "好"), **change)
    assert (answer.status_code, answer.content) == (403, b"")
    assert (world.house.events, world.house.raw) == ([], {})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * (1024 * 1024 + 1), 413),
        (b"", 400),
        (b"{}", 400),
        (b"<xml></xml>", 400),
        (b"<xml><Encrypt></Encrypt></xml>", 400),
        (b"<!DOCTYPE x><xml><Encrypt>a</Encrypt></xml>", 400),
    ],
)
async def test_oversize_and_malformed_bodies(world: World, body: bytes, status: int) -> None:
    query = {"msg_signature": "x", "timestamp": "1", "nonce": "n"}
    answer = await world.to_product.post(f"http://product{APP}", params=query, content=body)
    assert (answer.status_code, answer.content) == (status, b"")


async def test_without_a_database_the_platform_is_asked_to_come_again(world: World, app: AppChannel) -> None:
    plain = world.platform.member_says("zhangsan", "好")
    world.house.away = True
    assert await push(world, plain) == 503
    world.house.away = False
    assert await push(world, plain) == 200
    assert world.house.texts == ["好"]


async def test_a_wake_up_may_come_by_the_app_s_address(world: World) -> None:
    assert await push(world, world.platform.wake_up()) == 200
    assert "wake" in world.house.facts


async def test_a_wake_up_for_another_account_is_kept(world: World) -> None:
    world.platform.open_kfid = "wkOTHER"
    assert await push(world, world.platform.wake_up()) == 200
    assert len(world.house.raw) == 1


async def test_the_answer_does_not_wait_for_the_refusal(world: World) -> None:
    """The stranger's answer goes out after ours: a platform that hangs cannot make a callback late."""
    assert await push(world, world.platform.member_says("stranger", "有工作吗", msgid=1)) == 200
    assert await push(world, world.platform.member_says("stranger", "有工作吗", msgid=1)) == 200
    assert [sent.text for sent in world.platform.app_inbox] == [load_words()["no_invitation"]]


async def test_a_pasted_link_binds_and_a_dead_one_is_refused(world: World) -> None:
    world.house.invitations["dead_token_dead_token_dead"] = LinkState.REVOKED
    await push(world, world.platform.member_says("lisi", "http://hr/i/dead_token_dead_token_dead"))
    assert [sent.text for sent in world.platform.app_inbox] == [load_words()["link_closed"]]
    await push(world, world.platform.member_says("lisi", TOKEN))
    assert [(event.kind, event.address) for event in world.house.events] == [(Kind.START, "lisi")]


async def test_choices_become_a_card_whose_tap_says_them_once(world: World, app: AppChannel) -> None:
    await app.send(
        "zhangsan", OutboundMessage(5, "可以开始吗？我们会问五个问题。", (Choice("可以"), Choice("等等")))
    )
    (sent,) = world.platform.app_inbox
    card = sent.body["template_card"]
    assert (card["card_type"], card["main_title"]["title"]) == ("button_interaction", "可以开始吗？")
    for button in ("可以", "可以", "等等"):
        world.platform.clock.move(3)
        await push(world, world.platform.member_taps("zhangsan", button))
    assert world.house.texts == ["可以", "等等"]
    assert world.platform.closed_cards == [("zhangsan", "可以"), ("zhangsan", "等等")]


async def test_a_card_that_cannot_be_changed_is_no_reason_to_refuse_a_tap(
    world: World, app: AppChannel
) -> None:
    await app.send("zhangsan", OutboundMessage(5, "可以开始吗？", (Choice("可以"),)))
    world.platform.answer_with("message/update_template_card", 45009)
    assert await push(world, world.platform.member_taps("zhangsan", "可以")) == 200
    assert world.house.texts == ["可以"]


async def test_long_questions_with_choices_go_as_text(world: World, app: AppChannel) -> None:
    await app.send("zhangsan", OutboundMessage(6, "长" * 200, (Choice("好"),)))
    assert world.platform.app_inbox[0].text == "长" * 200 + "\n· 好"


async def test_a_repeated_send_is_dropped_by_the_platform_and_an_honest_repeat_is_not(
    world: World, app: AppChannel
) -> None:
    for number, seconds in ((1, 0), (1, 30), (2, 61)):
        world.platform.clock.move(seconds)
        await app.send("zhangsan", OutboundMessage(number, "请再说一遍"))
    assert len(world.platform.app_inbox) == 2


async def test_an_invalid_user_inside_a_success_is_unreachable(world: World, app: AppChannel) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        token = {"access_token": "t", "expires_in": 7200}
        return httpx.Response(200, json={"errcode": 0, "invaliduser": "zhangsan", **token})

    world.to_platform = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    world.rebuild()
    assert world.wecom.app is not None
    with pytest.raises(Unreachable, match="invaliduser"):
        await world.wecom.app.send("zhangsan", OutboundMessage(1, "好"))


async def test_callbacks_are_answered_while_the_platform_and_every_worker_hang(world: World) -> None:
    """Nothing in a callback's way waits for a pull, a reply or a worker: the house only stores."""
    hanging = asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        hanging.set()
        return await asyncio.Future()

    world.to_platform = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    world.rebuild()
    product = httpx.ASGITransport(app_of(world.wecom.routes))
    pulling = asyncio.create_task(world.puller.run())
    await hanging.wait()
    async with httpx.AsyncClient(transport=product) as client:
        statuses = [await world.platform.wake(client) for _ in range(5)]
    pulling.cancel()
    assert statuses == [200] * 5
