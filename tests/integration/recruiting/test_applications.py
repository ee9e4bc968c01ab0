"""One application and one person, however often and however concurrently they are sent."""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from backend.recruiting import applications, invitations, stages
from backend.recruiting.applications import NewApplication
from backend.recruiting.errors import HumanRequired, InvalidField
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Invitation, StageChange
from channels.contract import LinkState

LI = NewApplication("李雷", "assembler", "suzhou", "beisen", "A-1", phone="138 0013 8000")


async def test_the_same_external_id_is_one_application(database, clock) -> None:
    async with database.unit_of_work() as session:
        first, created = await applications.create(session, clock, LI)
    async with database.unit_of_work() as session:
        again, created_again = await applications.create(session, clock, LI)
    assert (created, created_again) == (True, False)
    assert first.id == again.id


async def test_twenty_at_once_are_one_application_of_one_person(database, clock) -> None:
    async def send() -> bool:
        async with database.unit_of_work() as session:
            return (await applications.create(session, clock, LI))[1]

    assert sorted(await asyncio.gather(*(send() for _ in range(20)))) == [False] * 19 + [True]
    async with database.unit_of_work() as session:
        assert len((await session.exec(select(Application))).all()) == 1
        assert len((await session.exec(select(Candidate))).all()) == 1


async def test_the_same_number_is_the_same_person(database, clock) -> None:
    elsewhere = replace(LI, external_id="A-2", position_id="picker", phone="+86 13800138000")
    async with database.unit_of_work() as session:
        first, _ = await applications.create(session, clock, LI)
        second, created = await applications.create(session, clock, elsewhere)
    assert created
    assert first.candidate_id == second.candidate_id


async def test_without_a_number_nobody_is_merged(database, clock) -> None:
    async with database.unit_of_work() as session:
        first, _ = await applications.create(session, clock, replace(LI, phone=None))
        second, _ = await applications.create(session, clock, replace(LI, phone=None, external_id="A-2"))
    assert first.candidate_id != second.candidate_id


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"name": " "}, "name", "missing"),
        ({"name": "李\n雷"}, "name", "unprintable"),
        ({"name": "x" * 101}, "name", "too_long"),
        ({"phone": "12345"}, "phone", "phone"),
        ({"phone": "+86 10 1234"}, "phone", "phone"),
        ({"phone": "138０013800a"}, "phone", "phone"),
        ({"language": "fr"}, "language", "unknown"),
        ({"email": "li lei@x"}, "email", "email"),
        ({"external_id": ""}, "external_id", "missing"),
    ],
)
async def test_a_wrong_value_is_named(database, clock, wrong, field, reason) -> None:
    with pytest.raises(InvalidField) as refused:
        async with database.unit_of_work() as session:
            await applications.create(session, clock, replace(LI, **wrong))
    assert (refused.value.field, refused.value.reason) == (field, reason)


async def test_every_move_is_written_down(database, clock) -> None:
    async with database.unit_of_work() as session:
        application, _ = await applications.create(session, clock, LI)
        await stages.move(session, clock, application, Stage.INTERVIEWING, "candidate", "consent")
        await stages.move(session, clock, application, Stage.INTERVIEWING, "candidate", "again")
        with pytest.raises(HumanRequired):
            await stages.move(session, clock, application, Stage.REJECTED, "system", "score")
    async with database.unit_of_work() as session:
        changes = (await session.exec(select(StageChange).order_by("id"))).all()
    assert [(change.before, change.after, change.actor) for change in changes] == [
        ("", "applied", "beisen"),
        ("applied", "interviewing", "candidate"),
    ]


async def test_a_late_step_of_a_candidate_breaks_nothing(database, clock) -> None:
    async with database.unit_of_work() as session:
        application, _ = await applications.create(session, clock, LI)
        application.stage = Stage.REJECTED
        await session.flush()
        late = (session, clock, application, Stage.HUMAN_ROUTE, "candidate", "declined")
        assert not await stages.move_if_possible(*late)
        assert application.stage == Stage.REJECTED
        assert await stages.move_if_possible(*late[:3], Stage.WITHDRAWN, "candidate", "withdrew")


async def test_a_link_works_until_it_expires_or_is_revoked(database, clock) -> None:
    async with database.unit_of_work() as session:
        application, _ = await applications.create(session, clock, LI)
        token = await invitations.invite(session, clock, application)
        second = await invitations.invite(session, clock, application, ttl_days=30)
    assert application.stage == Stage.INVITED
    assert len(token) == 32
    async with database.unit_of_work() as session:
        found = await invitations.find(session, clock, token)
        assert isinstance(found, Invitation)
        assert found.application_id == application.id
        assert token not in found.token_hash
        assert await invitations.find(session, clock, token[:-1]) is LinkState.UNKNOWN
    clock.move(days=14)
    async with database.unit_of_work() as session:
        assert await invitations.find(session, clock, token) is LinkState.EXPIRED
        assert isinstance(await invitations.find(session, clock, second), Invitation)
        await invitations.revoke(session, clock, application)
        assert await invitations.find(session, clock, second) is LinkState.REVOKED
