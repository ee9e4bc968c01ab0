"""The first steps of an interview on Telegram and DingTalk: real channels, a real house, simulated platforms."""

import time
from dataclasses import dataclass
from uuid import uuid4

import httpx
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from sqlmodel import select

from backend.intake.platforms import PlatformHouse
from backend.outbox.conversation_sender import ConversationSender
from backend.outbox.deliver import Outbox
from backend.outbox.pace import Pace
from backend.recruiting import applications, invitations
from backend.store.tables import Address, Inbound, KeptEvent
from backend.turns.handle import Turns
from backend.turns.listening import Listening
from channels.contract import Channel
from channels.dingtalk.parts import assemble
from channels.dingtalk.settings import DingTalkSettings
from channels.telegram.channel import TelegramChannel
from channels.telegram.line import Line
from channels.telegram.routes import HEADER, PATH, router
from channels.telegram.settings import TelegramSettings
from simulators.dingtalk import DingTalk
from simulators.dingtalk_messages import Phone, signed
from simulators.telegram import Json, Telegram
from simulators.telegram_person import join
from tests.fakes.hr_desk import HRDesk
from tests.integration.conftest import Street

BOT = "123456:SIMULATED"
SECRET = "hook-secret"


@dataclass
class Worker:
    """What the worker does for one channel."""

    street: Street
    channel: Channel

    async def works(self) -> None:
        street = self.street
        street.clock.move(seconds=5)
        sender = ConversationSender(
            street.database,
            street.clock,
            street.shelf,
            {self.channel.name: self.channel},
            Pace(street.database, street.clock),
        )
        outbox = Outbox(street.database, street.queue, street.clock, {"conversation": sender})
        async with street.database.unit_of_work() as session:
            conversation = (await session.exec(select(Address.conversation_id))).one()
        turns = Turns(
            street.database, street.clock, street.dialogue, outbox, Listening(street.queue, street.clock, 0)
        )
        await turns.handle(conversation_id=str(conversation))


async def invited(street: Street) -> str:
    async with street.database.unit_of_work() as session:
        new = applications.NewApplication("小王", "assembler", "suzhou", "test", str(uuid4()))
        application, _ = await applications.create(session, street.clock, new)
        return await invitations.invite(session, street.clock, application)


def asgi(routes: APIRouter) -> httpx.ASGITransport:
    app = FastAPI()
    app.include_router(routes)
    return httpx.ASGITransport(app)


async def texts(street: Street, table: type[Inbound] | type[KeptEvent]) -> list[str]:
    column = Inbound.text if table is Inbound else KeptEvent.payload
    async with street.database.unit_of_work() as session:
        return [str(text) for text in await session.exec(select(column).order_by(table.id))]  # type: ignore[arg-type]


async def test_telegram_from_start_to_the_first_answer_and_its_revision(street: Street) -> None:
    house = PlatformHouse(street.database, street.queue, street.clock)
    settings = TelegramSettings(
        bot_token=SecretStr(BOT),
        mode="webhook",
        webhook_secret=SecretStr(SECRET),
        api_base_url="http://telegram",
    )
    platform = Telegram(BOT)
    platform.limits.per_chat = 100
    line = Line(settings, house, asgi(platform.routes()))
    worker, person = Worker(street, TelegramChannel(line)), join(platform, 7)

    async with httpx.AsyncClient(
        transport=asgi(router(house, HRDesk(), settings, line)), base_url="http://ours"
    ) as telegram:

        async def brings(update: Json) -> None:
            for _ in range(2):
                answer = await telegram.post(PATH, json=update, headers={HEADER: SECRET})
                assert answer.status_code == 200
            await worker.works()

        await brings(person.opens(await invited(street)))
        assert "AI" in person.heard()[-1]
        while person.choices():
            await brings(person.taps(person.choices()[0]))
        said = person.says("下周一")
        await brings(said)
        questions = len(person.heard())
        await brings(person.edits(said["message"]["message_id"], "下周二"))
        await brings(person.opens("a-link-of-nobody"))
    await line.close()
    assert (await texts(street, Inbound))[-2:] == ["下周一", "下周二"]
    assert await texts(street, KeptEvent) == ['{"start":"refused"}']
    assert len(person.heard()) == questions + 1


async def test_dingtalk_from_a_pasted_link_to_numbered_answers(street: Street) -> None:
    house = PlatformHouse(street.database, street.queue, street.clock)
    settings = DingTalkSettings(
        app_key="key",
        app_secret=SecretStr(SECRET),
        mode="http",
        api_base_url="http://dingtalk",
        oapi_base_url="http://dingtalk",
    )
    platform = DingTalk("key", SECRET)
    phone = Phone(platform, platform.member("01"), "http://dingtalk")
    async with httpx.AsyncClient(transport=asgi(platform.routes())) as outward:
        parts = assemble(settings, house, HRDesk(), outward)
        worker = Worker(street, parts.channel)
        async with httpx.AsyncClient(transport=asgi(parts.routes), base_url="http://ours") as dingtalk:
            for said in (f"http://hr.local/i/{await invited(street)}", "1", "1"):
                message = phone.says(said)
                for _ in range(2):
                    headers = signed(SECRET, int(time.time() * 1000))
                    answer = await dingtalk.post("/channels/dingtalk/robot", json=message, headers=headers)
                    assert answer.status_code == 200
                await worker.works()
    assert await texts(street, Inbound) == ["", "同意", "是"]
    assert phone.member.heard[0].endswith("1. 同意\n2. 不同意")
    assert phone.member.ways == ["session"] * 3
