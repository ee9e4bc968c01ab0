"""Decision cards with buttons in a DingTalk group."""

import json

import pytest

from channels import errors
from channels.contract import Card, CardButton
from channels.desk import Person, Tap, Told
from channels.dingtalk.group_cards import DingTalkCardGroup
from tests.channels.dingtalk.conftest import EVENTS, build

GROUP = "cidHR=="


def button(text: str) -> CardButton:
    return CardButton(text, f"d:{text}", "http://hr.local/console/decide/x")


CARD = Card(
    7,
    "面试完成",
    ("总分 7.9/10",),
    "查看报告",
    "http://hr.local/1",
    "plain",
    (button("通过"), button("待定")),
)
DECIDED = Card(
    7,
    "面试完成",
    ("已决定：待定（王芳）",),
    "查看报告",
    "http://hr.local/1",
    "plain",
    (button("通过"),),
    (),
    1,
)


@pytest.fixture
async def office(settings):
    async for scene in build(settings.model_copy(update={"card_template_id": "tpl.schema"})):
        scene.platform.groups[GROUP] = []
        yield scene


def group_of(scene) -> DingTalkCardGroup:
    return DingTalkCardGroup(scene.parts.client, scene.house, GROUP)


async def taps(scene, subscription, track: str, slot: int, person: str = "0123") -> None:
    content = {"cardPrivateData": {"actionIds": [f"choice_{slot}"], "params": {}}}
    plain = json.dumps({"outTrackId": track, "userId": person, "content": json.dumps(content)}).encode()
    query, body = subscription.encrypted(plain, "1", "n")
    assert (await scene.client.post(EVENTS, params=query, json=body)).status_code == 200


async def test_a_card_is_posted_once_and_cannot_be_forwarded(office) -> None:
    group = group_of(office)
    first, again = await group.post(CARD), await group.post(CARD)
    assert first == again
    (shown,) = office.platform.groups[GROUP]
    assert (shown["choice_0"], shown["choice_1"], shown["choice_2"]) == ("通过", "待定", "")
    assert shown["state"] == "open"
    assert "[通过]" not in shown["text"]


async def test_a_tap_reaches_the_desk_with_who_and_where(office, subscription) -> None:
    track = (await group_of(office).post(CARD)).platform_id
    await taps(office, subscription, track, 1)
    assert office.desk.taps == [Tap(Person("dingtalk", "dingkey", "0123"), track, "d:待定")]
    assert office.house.events == []


async def test_a_refusal_is_told_to_the_tapper_alone(office, subscription) -> None:
    track = (await group_of(office).post(CARD)).platform_id
    member = office.platform.member("0123")
    office.desk.told = Told("还不认识您", done=False)
    await taps(office, subscription, track, 0)
    assert member.heard == ["还不认识您"]


async def test_a_changed_card_moves_its_buttons_so_that_a_late_tap_means_nothing(
    office, subscription
) -> None:
    group = group_of(office)
    track = (await group.post(CARD)).platform_id
    await group.edit(track, DECIDED)
    (shown,) = office.platform.groups[GROUP]
    assert (shown["choice_0"], shown["choice_5"]) == ("", "通过")
    await taps(office, subscription, track, 0)
    await taps(office, subscription, track, 5)
    assert [tap.value for tap in office.desk.taps] == ["", "d:通过"]


async def test_a_group_without_the_robot_gets_nothing(office) -> None:
    office.platform.groups.clear()
    with pytest.raises(errors.Rejected):
        await group_of(office).post(CARD)


async def test_a_code_ties_the_account(office) -> None:
    phone = office.phone("0456")
    await office.brings(phone.says("绑定 hr-abcdefghjkmn"))
    assert office.desk.codes == [(Person("dingtalk", "dingkey", "0456"), "hr-abcdefghjkmn")]
    assert phone.member.heard == ["记下了"]
