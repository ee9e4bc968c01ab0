"""What did not get through: who sees it, and who may try again."""

import pytest
from sqlmodel import select

from backend.console import faults
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import NotAllowed
from backend.store.states import SendStatus, TurnStatus
from backend.store.tables import Conversation, Outbox, Turn, User
from tests.integration.console.conftest import Office


@pytest.fixture
async def trouble(office: Office) -> Office:
    """A dead turn at each site, an undelivered message at each, and a card that reached no group."""
    now = office.clock.now()
    async with office.deps.database.unit_of_work() as session:
        for talk in (await session.exec(select(Conversation))).all():
            session.add(Turn(conversation_id=talk.id, status=TurnStatus.DEAD, attempts=5, created_at=now))
        session.add(
            Outbox(
                key="card:1:hr", destination="group:hr", payload={"type": "card"}, status=SendStatus.UNKNOWN,
                error="timeout", attempts=2, created_at=now,
            )
        )  # fmt: skip
    return office


async def seen(office: Office, user: User) -> list[faults.Fault]:
    async with office.deps.database.unit_of_work() as session:
        return list(await faults.find(session, user))


async def test_headquarters_sees_all_and_a_site_its_own(trouble: Office) -> None:
    everything = await seen(trouble, trouble.hq)
    assert sorted(fault.what for fault in everything) == [
        "conversation",
        "conversation",
        "group",
        "turn",
        "turn",
    ]
    card = next(fault for fault in everything if fault.what == "group")
    assert (card.code, card.attempts, card.name, card.application_id) == ("timeout", 2, "hr", None)
    own = await seen(trouble, trouble.site)
    assert {fault.application_id for fault in own} == {trouble.suzhou.id}
    assert sorted(fault.what for fault in own) == ["conversation", "turn"]
    with pytest.raises(NotAllowed):
        await seen(trouble, trouble.viewer)


async def test_another_try_puts_it_back(trouble: Office) -> None:
    for fault in await seen(trouble, trouble.hq):
        async with trouble.deps.database.unit_of_work() as session:
            await faults.replay(session, trouble.hq, trouble.deps.replay, fault.id)
    assert await seen(trouble, trouble.hq) == []


async def test_nobody_replays_what_they_cannot_see(trouble: Office) -> None:
    others = [fault for fault in await seen(trouble, trouble.hq) if fault.site_id != "suzhou"]
    auditor = User(name="a", password_hash="", role="auditor")
    async with trouble.deps.database.unit_of_work() as session:
        for fault in others:
            with pytest.raises(NotFound):
                await faults.replay(session, trouble.site, trouble.deps.replay, fault.id)
            with pytest.raises(NotAllowed):
                await faults.replay(session, auditor, trouble.deps.replay, fault.id)
        with pytest.raises(NotFound):
            await faults.replay(session, trouble.hq, trouble.deps.replay, "outbox:999999")
    assert len(await seen(trouble, trouble.hq)) == 5
