"""A simulated candidate holds a whole conversation on 微信客服: taps, types, sends twice, sends a sticker, withdraws."""

import asyncio

from channels.contract import Choice, InboundEvent, Kind, OutboundMessage
from simulators.candidate import Habits, words
from simulators.wecom_customer import Customer
from tests.channels.wecom.conftest import World
from tests.channels.wecom.house import TOKEN

CHINESE = words("zh")


async def test_a_customer_talks_to_the_end(world: World) -> None:
    async def reply(event: InboundEvent) -> None:
        number = len(world.house.events)
        choices = (Choice(CHINESE.agree),) if event.kind is Kind.START else ()
        text = CHINESE.closing if number >= 7 else f"第{number}题"
        await world.kf.send(event.address, OutboundMessage(number, text, choices))

    world.house.reply = reply
    customer = Customer(
        f"http://product/i/{TOKEN}", CHINESE, Habits(sends_twice=True, sticker_after=2), 1,
        patience=10, platform=world.platform, name="wmLILEI",
    )  # fmt: skip
    pulling = asyncio.create_task(world.puller.run())
    await customer.interview(world.to_product)
    pulling.cancel()
    assert customer.over
    assert world.house.texts == customer.sent
    assert Kind.IMAGE in [event.kind for event in world.house.events]
    assert world.platform.refused == {}
