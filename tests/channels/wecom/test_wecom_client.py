"""The API client: one token however many wait, one renewal, errors told apart, secrets nowhere."""

import asyncio
import logging
import traceback

import httpx
import pytest
from pydantic import SecretStr

from channels import errors
from channels.contract import OutboundMessage
from channels.platform import MediaRef
from channels.wecom import media
from channels.wecom.client import WeComClient
from channels.wecom.errcodes import failure
from channels.wecom.privacy import protect_logs
from simulators.wecom_parts import PIECE
from tests.channels.wecom.conftest import World


class Platform:
    """Gives tokens, answers calls as told; an answer that is an exception is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.tokens = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/gettoken"):
            self.tokens += 1
            return httpx.Response(
                200, json={"errcode": 0, "access_token": f"ACCESS-SECRET-{self.tokens}", "expires_in": 7200}
            )
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self) -> WeComClient:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return WeComClient("ww1", SecretStr("CORP-SECRET"), http, "http://platform", lambda: 0.0)


def ok(**body: object) -> httpx.Response:
    return httpx.Response(200, json={"errcode": 0, "errmsg": "ok", **body})


def no(code: int) -> httpx.Response:
    return httpx.Response(200, json={"errcode": code, "errmsg": "CORP-SECRET"})


async def test_fifty_parallel_sends_fetch_one_token(world: World) -> None:
    assert world.wecom.app is not None
    await asyncio.gather(
        *(world.wecom.app.send("zhangsan", OutboundMessage(n, f"第{n}条")) for n in range(50))
    )
    assert world.platform.gettokens == 2  # the other is the kf secret's
    assert len(world.platform.app_inbox) == 50


async def test_a_forgotten_token_is_fetched_once_by_fifty(world: World) -> None:
    assert world.wecom.app is not None
    await world.wecom.app.send("zhangsan", OutboundMessage(0, "先"))
    world.platform.forget_tokens()
    before = world.platform.gettokens
    await asyncio.gather(
        *(world.wecom.app.send("zhangsan", OutboundMessage(n, f"第{n}条")) for n in range(50))
    )
    assert world.platform.gettokens == before + 1


async def test_a_token_is_renewed_five_minutes_before_its_end(world: World) -> None:
    assert world.wecom.app is not None
    await world.wecom.app.send("zhangsan", OutboundMessage(0, "先"))
    before = world.platform.gettokens
    world.platform.clock.move(7200 - 299)
    await world.wecom.app.send("zhangsan", OutboundMessage(1, "后"))
    assert world.platform.gettokens == before + 1
    assert world.platform.refused == {}


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(code: int) -> None:
    platform = Platform(no(code), ok(msgid="m"))
    assert (await platform.client().post("message/send", {}))["msgid"] == "m"
    assert platform.tokens == 2


async def test_a_second_refusal_stops() -> None:
    platform = Platform(no(42001), no(42001), ok())
    with pytest.raises(errors.Misconfigured, match="42001"):
        await platform.client().post("message/send", {})
    assert (platform.tokens, len(platform.answers)) == (2, 1)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, errors.TemporaryFailure),
        (45009, errors.Throttled),
        (45033, errors.Throttled),
        (60020, errors.Misconfigured),
        (48002, errors.Misconfigured),
        (40003, errors.Unreachable),
        (81013, errors.Unreachable),
        (60111, errors.Unreachable),
        (40058, errors.Rejected),
        (40007, errors.Rejected),
        (95000, errors.Misconfigured),
        (95001, errors.Held),
        (95002, errors.Held),
        (95011, errors.Misconfigured),
        (95018, errors.Held),
        (93000, errors.Misconfigured),
    ],
)
def test_error_classes(code: int, kind: type[errors.SendError]) -> None:
    assert type(failure(code)) is kind


ANSWERS = [
    (httpx.Response(429, headers={"retry-after": "7"}), errors.Throttled),
    (httpx.Response(500), errors.TemporaryFailure),
    (httpx.Response(503), errors.TemporaryFailure),
    (httpx.Response(403), errors.Misconfigured),
    (httpx.Response(302, headers={"location": "http://evil"}), errors.Rejected),
    (httpx.Response(200, text="<html>CORP-SECRET</html>"), errors.Throttled),
    (httpx.Response(200, json=[]), errors.Throttled),
    (httpx.Response(200, json={}), errors.OutcomeUnknown),
    (httpx.Response(200, json={"errcode": "0"}), errors.OutcomeUnknown),
    (httpx.Response(200, json={"errcode": False}), errors.OutcomeUnknown),
    (no(45009), errors.Throttled),
    (httpx.ReadTimeout("http://x?access_token=ACCESS-SECRET"), errors.OutcomeUnknown),
    (httpx.RemoteProtocolError("http://x?access_token=ACCESS-SECRET"), errors.OutcomeUnknown),
    (httpx.ConnectError("http://x?access_token=ACCESS-SECRET"), errors.TemporaryFailure),
]


@pytest.mark.parametrize(("answer", "kind"), ANSWERS)
async def test_failures_of_a_call_name_no_secret(answer, kind, caplog: pytest.LogCaptureFixture) -> None:
    protect_logs()
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.SendError) as failed:
        await Platform(answer).client().post("message/send", {})
    assert type(failed.value) is kind
    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert "ACCESS-SECRET" not in told
    assert "CORP-SECRET" not in told


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (no(40001), errors.Misconfigured),
        (no(40013), errors.Misconfigured),
        (no(60020), errors.Misconfigured),
        (ok(), errors.Misconfigured),
        (httpx.ReadTimeout("corpsecret=CORP-SECRET"), errors.TemporaryFailure),
        (httpx.Response(502), errors.TemporaryFailure),
    ],
)
async def test_without_a_token_nothing_was_sent(answer, kind) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.AsyncClient(transport=httpx.MockTransport(refuse))
    client = WeComClient("ww1", SecretStr("CORP-SECRET"), http, "http://platform", lambda: 0.0)
    with pytest.raises(errors.SendError) as failed:
        await client.post("message/send", {})
    assert type(failed.value) is kind
    assert "CORP-SECRET" not in "".join(traceback.format_exception(failed.value))


async def test_media_errors_come_as_json_with_status_200(world: World) -> None:
    with pytest.raises(errors.Rejected, match="40007"):
        await world.kf.fetch(MediaRef("voice", "gone", None, None, None))


async def test_media_are_kept_three_days(world: World) -> None:
    media_id = world.platform.put_media(b"x", "audio/amr")
    world.platform.clock.move(3 * 24 * 3600)
    with pytest.raises(errors.Rejected, match="40007"):
        await world.kf.fetch(MediaRef("voice", media_id, None, None, None))


async def test_big_media_come_in_pieces_and_too_big_ones_not_at_all(world: World) -> None:
    content = bytes(PIECE + 10)
    ref = MediaRef("file", world.platform.put_media(content, "application/pdf"), None, None, None)
    with pytest.raises(errors.Rejected, match="too_big"):
        await world.kf.fetch(ref)
    client = world.kf._api.client
    assert len(await media.fetch(client, ref.ref, most_bytes=PIECE * 2)) == len(content)


async def test_empty_and_truncated_media_are_refused() -> None:
    with pytest.raises(errors.Rejected, match="empty"):
        await media.fetch(Platform(httpx.Response(200, headers={"content-type": "audio/amr"})).client(), "m")
    cut = httpx.Response(200, headers={"content-type": "audio/amr", "content-length": "9"}, content=b"abc")
    with pytest.raises(errors.OutcomeUnknown, match="truncated"):
        await media.fetch(Platform(cut).client(), "m")
