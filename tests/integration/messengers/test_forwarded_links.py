"""A link belongs to the first who opens it; whoever comes second must know the phone, or speak to a person."""

from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from sqlalchemy import text as sql
from sqlmodel import col, select

from backend.intake.holders import MOST_TRIES
from backend.intake.platforms import PlatformHouse
from backend.recruiting import applications, invitations
from backend.store.tables import Address, Application, Inbound
from channels.contract import InboundEvent, Kind, LinkState, WebSession
from channels.platform import UnknownAddress
from tests.integration.conftest import Street


@dataclass
class Door:
    """One house, one link, and those who come by it."""

    street: Street
    house: PlatformHouse
    token: str

    async def opens(self, address: str, channel: str = "telegram") -> LinkState | None:
        return await self.house.bind(self.token, channel, "bot", address)

    async def says(
        self, address: str, text: str, channel: str = "telegram", key: str = ""
    ) -> Kind | LinkState | None:
        """What the words were stored as; else why they were not."""
        event = InboundEvent(
            channel, "bot", key or str(uuid4()), address, Kind.TEXT, self.street.clock.now(), text=text
        )
        try:
            accepted = await self.house.accept(event)
        except UnknownAddress as unknown:
            return unknown.state
        async with self.street.database.reading() as session:
            return Kind(
                (await session.exec(select(Inbound.kind).where(Inbound.id == accepted.message_id))).one()
            )

    async def needs_human(self) -> str | None:
        async with self.street.database.reading() as session:
            return (await session.exec(select(Application.needs_human))).one()

    async def notices(self) -> int:
        async with self.street.database.engine.connect() as connection:
            told = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'reports.notice'"
            return int((await connection.execute(sql(told))).scalar_one())


async def door(street: Street, phone: str | None = "13800138000", *, shared: bool = False) -> Door:
    async with street.database.unit_of_work() as session:
        new = applications.NewApplication("小王", "assembler", "suzhou", "test", str(uuid4()), phone=phone)
        application, _ = await applications.create(session, street.clock, new)
        token = await invitations.invite(session, street.clock, application, shared=shared)
    return Door(street, PlatformHouse(street.database, street.queue, street.clock), token)


async def test_the_first_is_asked_nothing_and_the_same_place_never(street: Street) -> None:
    link = await door(street)
    assert await link.opens("1") is None
    assert await link.opens("1") is None
    assert await link.says("1", "8000") is Kind.TEXT


async def test_the_second_is_asked_and_with_the_right_digits_is_in_the_same_conversation(
    street: Street,
) -> None:
    link = await door(street)
    await link.opens("1")
    assert await link.opens("2") is LinkState.CHECK
    assert await link.says("2", "你好") is LinkState.CHECK
    assert await link.says("2", "１２３４") is LinkState.WRONG
    assert await link.says("2", " 8000 ", key="right") is Kind.START
    assert await link.says("2", "8000", key="right") is Kind.START  # delivered twice
    assert await link.says("2", "8000") is Kind.TEXT
    async with street.database.reading() as session:
        assert len(set(await session.exec(select(Address.conversation_id)))) == 1
        starts = select(Inbound).where(col(Inbound.kind) == Kind.START)
        assert [row.text for row in await session.exec(starts)] == [""]


async def test_a_redelivered_guess_is_one_try_and_five_wrong_ones_are_the_end(street: Street) -> None:
    link = await door(street)
    await link.opens("1")
    await link.opens("2")
    for _ in range(MOST_TRIES + 3):
        assert await link.says("2", "0000", key="same") is LinkState.WRONG
    for guess in range(1, MOST_TRIES - 1):
        assert await link.says("2", f"000{guess}") is LinkState.WRONG
    assert await link.notices() == 0
    assert await link.says("2", "0009") is LinkState.LOCKED
    assert await link.says("2", "8000") is LinkState.LOCKED
    assert await link.opens("3") is LinkState.LOCKED
    assert await link.needs_human() == "link"
    assert await link.notices() >= 1
    assert await link.opens("1") is None


async def test_without_a_phone_on_record_a_person_must_help(street: Street) -> None:
    link = await door(street, phone=None)
    await link.opens("1")
    assert await link.opens("2") is LinkState.LOCKED
    assert await link.says("2", "0000") is None


async def test_digits_in_ones_own_interview_stay_an_answer(street: Street) -> None:
    mine = await door(street)
    await mine.opens("1")
    theirs = replace(mine, token=(await door(street, "13900139000")).token)
    await theirs.opens("9")
    assert await theirs.opens("1") is LinkState.CHECK
    assert await mine.says("1", "我做了2000件") is Kind.TEXT
    assert await mine.says("1", "2000") is LinkState.WRONG


async def test_browsers_are_told_apart_and_a_look_claims_nothing(street: Street) -> None:
    link = await door(street)
    look = street.gateway.open_link
    for _ in range(3):
        assert isinstance(await look(link.token, "preview", claims=False), WebSession)
    assert isinstance(await look(link.token, "a"), WebSession)
    assert isinstance(await look(link.token, "a"), WebSession)
    assert await look(link.token, "b") is LinkState.CHECK
    assert await look(link.token, "b", claims=False) is LinkState.CHECK
    assert await look(link.token) is LinkState.CHECK
    assert await street.gateway.prove(link.token, "b", "12345") is LinkState.WRONG
    assert await street.gateway.prove(link.token, "b", "8000") is None
    assert isinstance(await look(link.token, "b"), WebSession)
    assert await look(link.token, "c") is LinkState.CHECK


async def test_a_link_opened_in_a_messenger_is_asked_for_on_the_page(street: Street) -> None:
    link = await door(street)
    await link.opens("1")
    assert await street.gateway.open_link(link.token, "a") is LinkState.CHECK


async def test_a_further_link_of_the_same_person_opens_by_itself(street: Street) -> None:
    link = await door(street)
    assert isinstance(await street.gateway.open_link(link.token, "a"), WebSession)
    async with street.database.unit_of_work() as session:
        application = (await session.exec(select(Application))).one()
        again = await invitations.invite(session, street.clock, application)
    assert isinstance(await street.gateway.open_link(again, "b"), WebSession)
    assert isinstance(await street.gateway.open_link(link.token, "b"), WebSession)
    assert isinstance(await street.gateway.open_link(again, "a"), WebSession)


async def test_a_trial_link_is_good_for_everybody(street: Street) -> None:
    link = await door(street, phone=None, shared=True)
    for device in ("a", "b", ""):
        assert isinstance(await street.gateway.open_link(link.token, device), WebSession)


@pytest.mark.parametrize("token", ["x" * 32, "nothing"])
async def test_a_link_of_nobody_proves_nothing(street: Street, token: str) -> None:
    assert await street.gateway.prove(token, "a", "8000") is LinkState.UNKNOWN
