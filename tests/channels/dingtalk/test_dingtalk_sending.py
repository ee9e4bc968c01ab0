"""What we send arrives by the cheapest way that works; lists, codes and pages are read for what they mean."""

import asyncio
import json
import logging
import traceback

import httpx
import pytest

from channels import errors
from channels.contract import Buttons, Card, Choice, OutboundMessage
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.conversation import DingTalkConversation
from channels.dingtalk.direct import Direct
from channels.dingtalk.media import DingTalkMedia
from channels.platform import MediaRef
from tests.channels.dingtalk.conftest import SECRET, Scene, build

ASKED = OutboundMessage(7, "您同意开始吗？", (Choice("同意"), Choice("不同意")))
HELLO = OutboundMessage(8, "您好")


async def test_an_answer_goes_to_the_session_and_costs_no_metered_call(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.says("一"))
    await scene.parts.channel.send("0123", HELLO)
    assert (phone.member.heard, phone.member.ways) == (["您好"], ["session"])
    assert scene.platform.calls == []


async def test_session_webhook_expired_goes_to_batch_send(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.says("一"))
    scene.clock.seconds += 5400
    await scene.parts.channel.send("0123", HELLO)
    assert phone.member.ways == ["batch"]


async def test_a_session_that_the_platform_ends_early_goes_to_batch_send(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.says("一"))
    scene.platform._sessions.clear()
    await scene.parts.channel.send("0123", HELLO)
    assert phone.member.ways == ["batch"]


async def test_who_never_wrote_is_reached_by_batch_send(scene: Scene) -> None:
    phone = await scene.known()
    await scene.parts.channel.send("0123", HELLO)
    assert phone.member.ways == ["batch"]


async def test_most_messages_of_a_conversation_cost_no_write_for_the_session(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.says("一"))
    first = dict(scene.house.facts)
    scene.clock.seconds += 600
    await scene.brings(phone.says("二"))
    assert scene.house.facts == first
    scene.clock.seconds += 3000
    await scene.brings(phone.says("三"))
    assert scene.house.facts != first


@pytest.mark.parametrize(
    ("group", "kind"), [("flow_controlled", errors.Throttled), ("filtered", errors.Unreachable)]
)
async def test_http_200_does_not_mean_delivered(scene: Scene, group, kind) -> None:
    await scene.known()
    getattr(scene.platform, group).add("0123")
    with pytest.raises(kind):
        await scene.parts.channel.send("0123", HELLO)
    with pytest.raises(errors.Unreachable):
        await scene.parts.channel.send("stranger", HELLO)


async def test_a_flow_controlled_user_is_retried_later_and_others_are_not_resent(scene: Scene) -> None:
    people = [f"p{number}" for number in range(25)]
    members = {person: (await scene.known(person)).member for person in people}
    scene.platform.flow_controlled = {"p3", "p24"}
    direct = Direct(scene.parts.client)
    outcome = await direct.send(people, "您好")
    late = [person for person, failed in outcome.items() if isinstance(failed, errors.Throttled)]
    assert late == ["p3", "p24"]
    scene.platform.flow_controlled = set()
    assert set((await direct.send(late, "您好")).values()) == {None}
    assert {person: len(member.heard) for person, member in members.items()} == dict.fromkeys(people, 1)


async def test_choices_are_numbered_lines_and_a_number_says_its_line(scene: Scene) -> None:
    phone = await scene.known()
    await scene.parts.channel.send("0123", ASKED)
    assert phone.member.heard == ["您同意开始吗？\n\n1. 同意\n2. 不同意"]
    for said in ("1", "２", "2.", "3", "我选1"):
        await scene.brings(phone.says(said))
    await scene.parts.channel.send("0123", HELLO)
    await scene.brings(phone.says("1"))
    assert [text for _, text in scene.house.said()] == ["同意", "不同意", "不同意", "3", "我选1", "1"]


async def test_choices_are_a_card_where_there_is_a_template(settings) -> None:
    async for scene in build(settings.model_copy(update={"card_template_id": "tpl.schema"})):
        phone = await scene.known()
        for _ in range(2):
            result = await scene.parts.channel.send("0123", ASKED)
        assert [card["id"] for card in phone.member.cards] == [result.platform_id]
        assert json.loads(phone.member.cards[0]["choices"]) == ["同意", "不同意"]
        assert scene.parts.channel.capabilities.button_kind is Buttons.CALLBACK
        await scene.parts.channel.send("0123", HELLO)
        assert phone.member.heard == ["您好"]


async def test_a_card_that_cannot_be_delivered_becomes_numbered_lines(settings) -> None:
    async for scene in build(settings.model_copy(update={"card_template_id": "tpl.schema"})):
        phone = await scene.known()
        await scene.brings(phone.says("一"))
        scene.platform.quota = 0
        await scene.parts.channel.send("0123", ASKED)
        assert phone.member.cards == []
        assert phone.member.heard == ["您同意开始吗？\n\n1. 同意\n2. 不同意"]


async def test_a_long_text_goes_in_numbered_parts(scene: Scene) -> None:
    phone = await scene.known()
    text = "\n\n".join(f"第{n}段：" + "说明" * 300 for n in range(6))
    await scene.parts.channel.send("0123", OutboundMessage(9, text, ASKED.choices))
    assert len(phone.member.heard) > 1
    assert all(len(part.encode()) <= 4096 for part in phone.member.heard)
    assert phone.member.heard[-1].endswith("1. 同意\n2. 不同意")


async def test_the_apps_robot_posts_cards_to_a_group_it_was_named_in(scene: Scene) -> None:
    message = (await scene.known()).says("@面谈 你好") | {"conversationType": "2", "conversationId": "cidG"}
    await scene.brings(message)
    assert list(scene.house.facts) == ["group:cidG"]
    assert scene.house.events == []
    scene.platform.groups["cidG"] = []
    group = DingTalkConversation(scene.parts.client, "cidG")
    await group.post(Card(7, "面试完成", ("总分 7.9/10",), "打开报告", "http://hr.local/1", "plain"))
    await group.post(Card(8, "长", ("长" * 6000,), "打开报告", "http://hr.local/1", "短" * 9000))
    assert [post["key"] for post in scene.platform.groups["cidG"]] == ["sampleMarkdown", "sampleText"]
    with pytest.raises(errors.Rejected):
        await DingTalkConversation(scene.parts.client, "other").post(
            Card(7, "面试完成", (), "打开报告", "http://hr.local/1", "plain")
        )


async def test_fifty_parallel_sends_fetch_one_token(scene: Scene) -> None:
    for number in range(50):
        await scene.known(f"p{number}")
    await asyncio.gather(*(scene.parts.channel.send(f"p{n}", HELLO) for n in range(50)))
    assert scene.platform.tokens_issued == 1


async def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(scene: Scene) -> None:
    phone = await scene.known()
    await scene.parts.channel.send("0123", HELLO)
    scene.platform.invalidate_tokens()
    await scene.parts.channel.send("0123", OutboundMessage(9, "再次"))
    assert (scene.platform.tokens_issued, phone.member.heard) == (2, ["您好", "再次"])


async def test_a_token_is_renewed_before_it_ends(scene: Scene) -> None:
    await scene.known()
    await scene.parts.channel.send("0123", HELLO)
    scene.clock.seconds += 7200 - 299
    await scene.parts.channel.send("0123", HELLO)
    assert scene.platform.tokens_issued == 2


async def test_a_non_json_throttle_body_means_back_off(scene: Scene) -> None:
    await scene.known()
    scene.platform.blocked = True
    with pytest.raises(errors.Throttled) as throttled:
        await scene.parts.channel.send("0123", HELLO)
    assert throttled.value.retry_after == 300


async def test_a_used_up_quota_is_not_tried_again(scene: Scene) -> None:
    await scene.known()
    scene.platform.quota = 0
    with pytest.raises(errors.Misconfigured):
        await scene.parts.channel.send("0123", HELLO)


async def test_a_file_that_is_too_large_or_gone_is_rejected(scene: Scene) -> None:
    phone = await scene.known()
    await scene.brings(phone.speaks(bytes(1000), 1000, ""))
    media = scene.house.media[0]
    with pytest.raises(errors.Rejected):
        await DingTalkMedia(scene.parts.client, limit=100).fetch(media)
    scene.platform.files.clear()
    with pytest.raises(errors.Rejected):
        await scene.parts.media.fetch(media)


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "file:///etc/passwd", "", 5])
async def test_a_download_address_that_is_not_safe_is_not_read(settings, url) -> None:
    client = answering(settings, {"downloadUrl": url})
    with pytest.raises(errors.Rejected) as rejected:
        await DingTalkMedia(client).fetch(MediaRef("voice", "c", None, None, None))
    assert rejected.value.code == "download_url"


def answering(settings, *answers: object) -> DingTalkClient:
    """A client whose token is given, and whose further calls are answered as told; the last answer repeats."""
    waiting = list(answers)

    def platform(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("accessToken"):
            return httpx.Response(200, json={"accessToken": "SECRET-TOKEN", "expireIn": 7200})
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    return DingTalkClient(settings, httpx.AsyncClient(transport=httpx.MockTransport(platform)), lambda: 0.0)


def refused(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": "SECRET-IN-WORDS", "requestid": "1"})


@pytest.mark.parametrize(("answer", "kind", "after"), [
    (refused(429, "Throttling.User"), errors.Throttled, 20),
    (httpx.Response(429, text="slow down"), errors.Throttled, 300),
    (refused(403, "Forbidden.AccessDenied.ApiCountLimitForOrg"), errors.Misconfigured, None),
    (refused(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"), errors.Misconfigured, None),
    (refused(400, "robotCode.notExist"), errors.Misconfigured, None),
    (refused(400, "invalidParameter"), errors.Rejected, None),
    (refused(401, "InvalidAuthentication"), errors.Misconfigured, None),
    (refused(500, "ServiceUnavailable"), errors.TemporaryFailure, None),
    (httpx.Response(502, text="<html>"), errors.TemporaryFailure, None),
    (httpx.Response(302, headers={"location": "http://evil"}), errors.Throttled, 300),
    ({"errcode": 90018, "errmsg": "SECRET-IN-WORDS"}, errors.Throttled, 20),
    ({"errcode": 40014, "errmsg": "SECRET-IN-WORDS"}, errors.Misconfigured, None),
    ({"errcode": 400602}, errors.Rejected, None),
    ([], errors.Throttled, 300),
    (httpx.ReadTimeout("late SECRET-TOKEN"), errors.OutcomeUnknown, None),
    (httpx.ConnectError("refused SECRET-TOKEN"), errors.TemporaryFailure, None),
])  # fmt: skip
async def test_failures_are_told_apart_without_secrets(settings, caplog, answer, kind, after) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.SendError) as failed:
        await Direct(answering(settings, answer)).send(["0123"], "您好")
    assert (type(failed.value), failed.value.retry_after) == (kind, after)
    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert not [word for word in ("SECRET-TOKEN", "SECRET-IN-WORDS", SECRET) if word in told]


async def test_a_time_out_in_the_session_is_not_sent_again_another_way(settings) -> None:
    calls: list[str] = []

    def platform(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        raise httpx.ReadTimeout("late")

    client = DingTalkClient(settings, httpx.AsyncClient(transport=httpx.MockTransport(platform)))
    with pytest.raises(errors.OutcomeUnknown):
        await client.post_session("http://dingtalk.local/robot/sendBySession?session=s", {})
    assert calls == ["/robot/sendBySession"]
