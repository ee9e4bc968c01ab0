"""微信客服 on the real record: what the pages bring is in PostgreSQL once, the cursor with it."""

from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.intake.platforms import PlatformHouse
from backend.recruiting import applications, invitations
from backend.store.queue import Queue
from backend.store.tables import Inbound, KeptEvent
from backend.store.unit_of_work import Database
from channels.wecom.build import build
from tests.channels.wecom.conftest import SETTINGS, World, app_of
from tests.conftest import MovableClock


@pytest.fixture
async def token(database: Database, database_url: str, clock: MovableClock, world: World) -> str:
    """An invitation, and the channel on the real house."""
    world.house = PlatformHouse(database, Queue(database_url), clock)  # type: ignore[assignment]
    world.rebuild()
    await world.puller.pull()
    shelf = Shelf(load())
    async with database.unit_of_work() as session:
        await shelf.keep_current(session, clock)
        new = applications.NewApplication("小王", "assembler", "suzhou", "test", str(uuid4()), language="zh")
        application, _ = await applications.create(session, clock, new)
        return await invitations.invite(session, clock, application)


async def heard(database: Database) -> list[tuple[str, str]]:
    async with database.unit_of_work() as session:
        rows = await session.exec(select(Inbound).order_by(Inbound.id))  # type: ignore[arg-type]
        return [(row.kind, row.text) for row in rows]


async def test_a_link_binds_and_what_is_said_is_stored_once(
    world: World, database: Database, token: str
) -> None:
    world.platform.open_chat("wmLILEI", token)
    world.platform.say("wmLILEI", "我做过三年装配\x00🙂")
    world.platform.say("wmOTHER", "有工作吗")
    await world.puller.pull()
    await world.house.remember("wecom/kf", "wkAAA001", "cursor", "")
    await world.puller.pull()
    assert await heard(database) == [("start", ""), ("text", "我做过三年装配🙂")]
    async with database.unit_of_work() as session:
        kept = list(await session.exec(select(KeptEvent)))
    assert len(kept) == 1
    assert len(world.platform.inbox) == 1


@pytest.mark.parametrize("plain", [b"", b"\x00\x01\xff", b"<xml>\x00</xml>", "<xml>你</xml>".encode()])
async def test_the_oddest_verified_bytes_are_kept(world: World, token: str, plain: bytes) -> None:
    routes = build(SETTINGS, world.house, world.to_platform).routes
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app_of(routes))) as client:
        assert await world.platform.push(plain, client, "/channels/wecom/app") == 200
