"""Candidates on ordinary WeChat: from the link to the answer, with everything the platform does to us on the way."""

import pytest

from channels.contract import Choice, InboundEvent, Kind, OutboundMessage
from channels.errors import Held, OutcomeUnknown, Unavailable
from tests.channels.wecom.conftest import World
from tests.channels.wecom.house import TOKEN

LILEI = "wmLILEI"


def message(number: int, text: str = "您好！", choices: tuple[str, ...] = ()) -> OutboundMessage:
    return OutboundMessage(number, text, tuple(Choice(words) for words in choices))


async def begun(world: World) -> None:
    world.platform.open_chat(LILEI, TOKEN)
    await world.puller.pull()


async def test_the_link_binds_and_the_welcome_uses_its_code(world: World) -> None:
    async def answer(event: InboundEvent) -> None:
        await world.kf.send(event.address, message(len(world.house.events), "请确认", ("同意", "不同意")))

    world.house.reply = answer
    world.platform.open_chat(LILEI, TOKEN)
    assert await world.platform.wake(world.to_product) == 200
    await world.puller.pull()
    assert [(event.kind, event.address) for event in world.house.events] == [(Kind.START, LILEI)]
    assert [sent.event for sent in world.platform.inbox] == [True]
    world.platform.tap(LILEI, "同意")
    world.platform.tap(LILEI, "同意")
    await world.puller.pull()
    assert world.house.texts == ["同意"]
    assert [sent.event for sent in world.platform.inbox] == [True, False]


async def test_the_welcome_is_sent_once_per_code_and_only_within_twenty_seconds(world: World) -> None:
    await begun(world)
    world.platform.clock.move(21)
    with pytest.raises(Held):
        await world.kf.send(LILEI, message(1))
    assert world.platform.inbox == []
    world.platform.say(LILEI, "在吗")
    await world.kf.send(LILEI, message(1))
    assert world.platform.received(LILEI) == ["您好！"]


async def test_a_code_is_given_back_when_the_platform_was_not_reached(world: World) -> None:
    await begun(world)
    world.platform.answer_with("kf/send_msg_on_event", -1)
    with pytest.raises(Exception, match="errcode_-1"):
        await world.kf.send(LILEI, message(1))
    await world.kf.send(LILEI, message(1))
    assert [sent.event for sent in world.platform.inbox] == [True]


async def test_opening_the_link_again_starts_nothing_twice(world: World) -> None:
    await begun(world)
    await begun(world)
    assert [event.kind for event in world.house.events] == [Kind.START]
