"""Each robot sends exactly what its platform wants, and tells failures apart without giving its key away."""

import base64
import json
import traceback
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr
from telegram.request import HTTPXRequest

from channels import errors
from channels.contract import Card
from channels.dingtalk.group import DingTalkGroup, sign
from channels.telegram.group import TelegramGroup
from channels.wecom.group import WeComGroup

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CARD = Card(
    7,
    "面试完成：李雷 · 装配工",
    ("总分 7.9/10", "“[点我](http://evil) <@all> *x*”"),
    "打开报告",
    "http://hr.local/console/applications/1",
    "plain",
)
WECOM = SecretStr("http://wecom.local/cgi-bin/webhook/send?key=SECRET-KEY")
DINGTALK = SecretStr("http://ding.local/robot/send?access_token=SECRET-KEY")
TOKEN = SecretStr("123456:SECRET-KEY")


class Platform:
    """Answers as told, remembers what it was asked; an answer that is an exception is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(request.content) for request in self.requests]

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


def wecom(platform: Platform) -> WeComGroup:
    return WeComGroup(WECOM, platform.client())


def dingtalk(platform: Platform) -> DingTalkGroup:
    return DingTalkGroup(DINGTALK, SecretStr("SECsecret"), platform.client(), now=lambda: 1764000000.1234)


def telegram(platform: Platform) -> TelegramGroup:
    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(platform)})
    return TelegramGroup(TOKEN, "-100", "http://telegram.local/bot", request)


def ok(body: object) -> httpx.Response:
    return httpx.Response(200, json=body)


async def failure_of(group, platform: Platform) -> errors.SendError:
    with pytest.raises(errors.SendError) as failed:
        await group.post(CARD)
    assert platform.answers == []
    assert "SECRET-KEY" not in "".join(traceback.format_exception(failed.value))
    return failed.value


async def test_wecom_sends_markdown_in_which_foreign_words_do_nothing() -> None:
    platform = Platform(ok({"errcode": 0, "errmsg": "ok"}))
    await wecom(platform).post(CARD)
    assert str(platform.requests[0].url) == WECOM.get_secret_value()
    assert platform.bodies[0] == {
        "msgtype": "markdown",
        "markdown": {
            "content": "**面试完成：李雷 · 装配工**\n\n> 总分 7.9/10\n\n> “［点我］(http://evil) ＜@all＞ ＊x＊”\n\n"
            "[打开报告](http://hr.local/console/applications/1)"
        },
    }


async def test_wecom_sends_plain_text_when_markdown_would_be_too_long() -> None:
    platform = Platform(ok({"errcode": 0}))
    await wecom(platform).post(Card(7, "长", ("长" * 1400,), "开", "http://x", "短"))
    assert platform.bodies[0] == {"msgtype": "text", "text": {"content": "短"}}


@pytest.mark.parametrize(
    ("code", "kind", "after"),
    [
        (45009, errors.Throttled, 60),
        (45033, errors.Throttled, 60),
        (-1, errors.TemporaryFailure, None),
        (93000, errors.Misconfigured, None),
        (60020, errors.Misconfigured, None),
        (40058, errors.Rejected, None),
    ],
)
async def test_wecom_errors_inside_a_200(code, kind, after) -> None:
    platform = Platform(ok({"errcode": code, "errmsg": "key=SECRET-KEY"}))
    failed = await failure_of(wecom(platform), platform)
    assert (type(failed), failed.retry_after) == (kind, after)


async def test_dingtalk_signs_and_sends_the_same_key_again() -> None:
    platform = Platform(ok({"errcode": 0}), ok({"errcode": 0}))
    group = dingtalk(platform)
    await group.post(CARD)
    await group.post(CARD)
    query = parse_qs(platform.requests[0].url.query.decode())
    assert query["access_token"] == ["SECRET-KEY"]
    assert query["timestamp"] == ["1764000000123"]
    assert query["sign"] == [sign("SECsecret", "1764000000123")]
    assert platform.bodies[0] == platform.bodies[1]
    assert platform.bodies[0]["msgUuid"].startswith("card-7-")
    assert platform.bodies[0]["markdown"]["title"] == CARD.title


def test_dingtalk_signature_is_the_documented_one() -> None:
    assert sign("appSecret-AbC_123", "1764000000123") == "g0fR1iq27NPs5TAlhmJjV+tju6z9Pb6IZ26LUBEg3dU="
    assert len(base64.b64decode(sign("x", "1"))) == 32


async def test_dingtalk_without_a_secret_does_not_sign() -> None:
    platform = Platform(ok({"errcode": 0}))
    await DingTalkGroup(DINGTALK, None, platform.client()).post(CARD)
    assert str(platform.requests[0].url) == DINGTALK.get_secret_value()


@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        (ok({"errcode": 310000, "errmsg": "sign not match"}), errors.Misconfigured, None),
        (ok({"errcode": 130101}), errors.Throttled, 600),
        (ok({"errcode": -1}), errors.TemporaryFailure, None),
        (ok({"errcode": 400602}), errors.Rejected, None),
        (httpx.Response(200, text="<html>blocked</html>"), errors.Throttled, None),
    ],
)
async def test_dingtalk_errors_inside_a_200(answer, kind, after) -> None:
    platform = Platform(answer)
    failed = await failure_of(dingtalk(platform), platform)
    assert (type(failed), failed.retry_after) == (kind, after)


async def test_dingtalk_tries_an_unknown_outcome_again_under_the_same_key() -> None:
    platform = Platform(httpx.ReadTimeout("late"), ok({"errcode": 0}))
    await dingtalk(platform).post(CARD)
    assert platform.bodies[0]["msgUuid"] == platform.bodies[1]["msgUuid"]


@pytest.mark.parametrize("build", [wecom, dingtalk])
@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}), errors.Throttled, 7),
        (httpx.Response(502), errors.TemporaryFailure, None),
        (httpx.Response(401), errors.Misconfigured, None),
        (httpx.Response(302, headers={"location": "http://evil"}), errors.Rejected, None),
        (httpx.ConnectError("http://x?key=SECRET-KEY"), errors.TemporaryFailure, None),
        (ok([]), errors.Throttled, None),
    ],
)
async def test_http_failures(build, answer, kind, after) -> None:
    platform = Platform(answer)
    failed = await failure_of(build(platform), platform)
    assert (type(failed), failed.retry_after) == (kind, after)


async def test_a_time_out_is_an_unknown_outcome() -> None:
    platform = Platform(httpx.ReadTimeout("late"))
    assert isinstance(await failure_of(wecom(platform), platform), errors.OutcomeUnknown)


SENT = {"message_id": 42, "date": 1764000000, "chat": {"id": -100, "type": "group", "title": "HR"}}


async def test_telegram_sends_html_in_which_foreign_words_do_nothing() -> None:
    platform = Platform(ok({"ok": True, "result": SENT}))
    result = await telegram(platform).post(CARD)
    assert result.platform_id == "-100:42"
    sent = parse_qs(platform.requests[0].content.decode())
    assert platform.requests[0].url.path == "/bot123456:SECRET-KEY/sendMessage"
    assert sent["text"][0].splitlines() == [
        "<b>面试完成：李雷 · 装配工</b>",
        "总分 7.9/10",
        "“[点我](http://evil) &lt;@all&gt; *x*”",
        '<a href="http://hr.local/console/applications/1">打开报告</a>',
    ]


async def test_telegram_follows_a_group_that_moved() -> None:
    moved = {
        "ok": False,
        "error_code": 400,
        "description": "migrated",
        "parameters": {"migrate_to_chat_id": -200},
    }
    platform = Platform(httpx.Response(400, json=moved), ok({"ok": True, "result": SENT}))
    await telegram(platform).post(CARD)
    assert [parse_qs(request.content.decode())["chat_id"] for request in platform.requests] == [
        ["-100"],
        ["-200"],
    ]


@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        (httpx.Response(429, json={"ok": False, "description": "x", "parameters": {"retry_after": 9}}),
         errors.Throttled, 9),
        (httpx.Response(403, json={"ok": False, "description": "kicked"}), errors.Unreachable, None),
        (httpx.Response(400, json={"ok": False, "description": "chat not found"}), errors.Rejected, None),
        (httpx.Response(401, json={"ok": False, "description": "Unauthorized"}), errors.Misconfigured, None),
        (httpx.Response(502, text="bad gateway"), errors.OutcomeUnknown, None),
        (httpx.ReadTimeout("http://x/bot123456:SECRET-KEY"), errors.OutcomeUnknown, None),
        (httpx.ConnectError("http://x/bot123456:SECRET-KEY"), errors.TemporaryFailure, None),
    ],
)  # fmt: skip
async def test_telegram_failures(answer, kind, after) -> None:
    platform = Platform(answer)
    failed = await failure_of(telegram(platform), platform)
    assert (type(failed), failed.retry_after) == (kind, after)
