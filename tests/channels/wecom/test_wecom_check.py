"""The check names what is wrong, and every name has words."""

from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import APIRouter
from pydantic import SecretStr

from channels.finding import Finding
from channels.wecom import check as checking
from channels.wecom.check import check
from channels.wecom.settings import WeComSettings
from tests.channels.wecom.conftest import SETTINGS, World, app_of


async def found(world: World, **changes: object) -> dict[str, Finding]:
    """Platform and product on one loopback, as `api_base_url` and the public address say."""
    routes = APIRouter()
    both = app_of(world.platform.routes(), world.wecom.routes, routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(both)) as client:
        settings = SETTINGS.model_copy(update=changes)
        return {finding.what: finding for finding in await check(settings, client, "http://product/")}


async def test_a_right_set_up_has_nothing_to_remedy(world: World) -> None:
    findings = await found(world)
    assert list(findings) == [
        "callback_key", "callback", "app_token", "app_agent", "kf_token", "kf_account", "kf_servicer",
    ]  # fmt: skip
    assert all(finding.ok and not finding.remedy for finding in findings.values())


@pytest.mark.parametrize(
    ("changes", "what", "remedy"),
    [
        ({"token": None}, "callback_key", "callback_key_missing"),
        ({"encoding_aes_key": SecretStr("short")}, "callback_key", "callback_key_missing"),
        ({"token": SecretStr("another")}, "callback", "callback_refused"),
        ({"secret": SecretStr("wrong")}, "app_token", "credentials_refused"),
        ({"agent_id": 7}, "app_agent", "app_agent_wrong"),
        ({"kf_secret": SecretStr("wrong")}, "kf_token", "credentials_refused"),
        ({"open_kfid": "wkOTHER"}, "kf_account", "kf_account_closed"),
    ],
)
async def test_what_is_wrong_is_named(world: World, changes, what: str, remedy: str) -> None:
    assert (await found(world, **changes))[what] == Finding(False, what, remedy)


async def test_nobody_to_hand_over_to(world: World) -> None:
    world.platform.servicers = ()
    assert (await found(world))["kf_servicer"].remedy == "kf_servicer_missing"


async def test_an_address_off_the_allow_list_and_a_platform_out_of_reach() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.host == "product":
            raise httpx.ConnectError("no route")
        if request.url.params["corpsecret"] == "app-secret":
            return httpx.Response(200, json={"errcode": 60020, "errmsg": "not allow to access from your ip"})
        return httpx.Response(502)

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as client:
        remedies = [finding.remedy for finding in await check(SETTINGS, client, "http://product")]
    assert remedies == ["", "callback_unreached", "address_refused", "unreached"]


async def test_what_is_not_set_up_is_not_asked_about() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: 1 / 0)) as client:
        findings = await check(WeComSettings(), client, "http://product")
    assert [finding.what for finding in findings] == ["callback_key"]


def test_every_finding_has_words_in_both_languages() -> None:
    words = yaml.safe_load((Path(checking.__file__).parent / "words.yaml").read_text())["findings"]
    source = Path(checking.__file__).read_text()
    assert [key for key in words if f'"{key}"' not in source] == []
    assert all(set(said) == {"zh", "en"} for said in words.values())
