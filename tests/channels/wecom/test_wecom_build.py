"""What is built from which settings, and that nothing built tells a secret."""

import logging

import httpx
import pytest

from channels.contract import OutboundMessage
from channels.wecom.build import build
from channels.wecom.settings import WeComSettings
from tests.channels.wecom.conftest import AES_KEY, SETTINGS, World
from tests.channels.wecom.house import TOKEN, House

NOBODY = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: 1 / 0))


def built(**changes: object) -> set[str]:
    wecom = build(SETTINGS.model_copy(update=changes), House(), NOBODY)
    return {*wecom.channels, *(["routes"] if wecom.routes else []), *(["puller"] if wecom.puller else [])}


def test_each_way_works_without_the_others() -> None:
    assert built() == {"wecom/app", "wecom/kf", "routes", "puller"}
    assert built(secret=None) == {"wecom/kf", "routes", "puller"}
    assert built(kf_secret=None) == {"wecom/app", "routes"}
    assert built(token=None) == {"wecom/app", "wecom/kf", "puller"}
    assert build(WeComSettings(), House(), NOBODY).channels == {}


def test_empty_variables_are_not_set() -> None:
    names = [name for name in WeComSettings.model_fields if name != "api_base_url"]
    empty = WeComSettings.model_validate(dict.fromkeys(names, ""))
    assert build(empty, House(), NOBODY).channels == {}


def test_settings_and_capabilities_show_no_secret() -> None:
    shown = repr(SETTINGS) + repr(SETTINGS.model_dump())
    assert not any(secret in shown for secret in ("app-secret", "kf-secret", "IntvToken_01", AES_KEY))


async def test_no_secret_no_token_and_no_word_of_a_person_reaches_a_log(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    world.platform.open_chat("wmLILEI", TOKEN)
    world.platform.say("wmLILEI", "我叫李雷")
    world.platform.say("wmSTRANGER", "有工作吗")
    world.platform.answer_with("kf/send_msg", 95001)
    await world.platform.wake(world.to_product)
    await world.puller.pull()
    await world.kf.send("wmLILEI", OutboundMessage(1, "您好，李雷"))
    await world.platform.push(
        world.platform.member_says("zhangsan", "我的话"), world.to_product, "/channels/wecom/app"
    )
    printed = capsys.readouterr()
    told = caplog.text + printed.out + printed.err
    assert "wecom.kf.refusal_not_sent" in told
    private = [
        "app-secret",
        "kf-secret",
        TOKEN,
        "李雷",
        "有工作吗",
        "我的话",
        "wmLILEI",
        *world.platform.tokens,
    ]
    assert [word for word in private if word in told] == []
