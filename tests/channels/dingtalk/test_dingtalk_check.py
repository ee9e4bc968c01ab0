"""The check names what is wrong by keys, and every key has its words."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from pydantic import SecretStr

import channels.dingtalk
from channels.dingtalk.check import check
from channels.dingtalk.settings import DingTalkSettings
from simulators.dingtalk import DingTalk
from tests.channels.dingtalk.conftest import BASE, SECRET, build

WORDS: dict[str, Any] = yaml.safe_load(
    (Path(channels.dingtalk.__file__).parent / "words.yaml").read_text(encoding="utf-8")
)


async def found(platform: DingTalk, settings: DingTalkSettings) -> list[tuple[bool, str, str]]:
    app = FastAPI()
    app.include_router(platform.routes())
    async for scene in build(settings):
        app.include_router(scene.parts.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        findings = await check(settings, http, BASE)
    for finding in findings:
        assert {"zh", "en"} <= set(WORDS["findings"][finding.remedy or finding.what])
    return [(finding.ok, finding.what, finding.remedy) for finding in findings]


@pytest.mark.parametrize(("change", "quota", "wanted"), [
    ({}, 9, [(True, "credentials", ""), (True, "robot", ""), (True, "callback", "")]),
    ({"mode": "stream"}, 9, [(True, "credentials", ""), (True, "robot", ""), (True, "stream", "")]),
    ({}, 0, [(True, "credentials", ""), (False, "robot", "quota_used_up"), (True, "callback", "")]),
    ({"app_secret": SecretStr("wrong")}, 9, [(False, "credentials", "credentials_refused")]),
])  # fmt: skip
async def test_what_is_wrong_is_named(settings, change, quota, wanted) -> None:
    platform = DingTalk("dingkey", SECRET, quota=quota)
    assert await found(platform, settings.model_copy(update=change)) == wanted


async def test_a_callback_address_that_is_not_ours_is_named(settings) -> None:
    app = FastAPI()
    app.include_router(DingTalk("dingkey", SECRET).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        assert (await check(settings, http, BASE))[-1].remedy == "callback_unreached"


async def test_a_platform_out_of_reach_is_named(settings) -> None:
    def platform(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async with httpx.AsyncClient(transport=httpx.MockTransport(platform)) as http:
        assert [finding.remedy for finding in await check(settings, http, BASE)] == ["unreached"]


def test_whom_the_channel_reaches_is_said_to_hr() -> None:
    assert all(WORDS["reach"][language] for language in ("zh", "en"))
    assert all(WORDS["refusal"][language] for language in ("zh", "en"))
