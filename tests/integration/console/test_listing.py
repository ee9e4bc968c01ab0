"""Finding applications: filters, order, pages, and never another site's."""

from dataclasses import replace
from uuid import uuid4

import pytest

from backend.console import listing
from backend.console.listing import Wanted
from backend.recruiting.applications import NewApplication, create
from backend.store.states import Stage
from backend.store.tables import Application, User
from tests.integration.console.conftest import Office

PEOPLE = (
    ("李 秀英", "assembler", "suzhou", Stage.INVITED, "13900000001"),
    ("王建国", "inspector", "suzhou", Stage.HUMAN_ROUTE, "13900000002"),
    ("Ana Lima", "picker", "shenzhen", Stage.APPLIED, "13900000003"),
)


@pytest.fixture
async def crowd(office: Office) -> Office:
    async with office.deps.database.unit_of_work() as session:
        for name, position, site, stage, phone in PEOPLE:
            office.clock.move(minutes=1)
            new = NewApplication(name, position, site, "test", f"T-{phone[-1]}", phone=phone)
            application, _ = await create(session, office.clock, new)
            application.stage = stage
            application.needs_human = "asked" if stage == Stage.HUMAN_ROUTE else None
    return office


async def found(office: Office, user: User, **wanted: object) -> list[str]:
    async with office.deps.database.unit_of_work() as session:
        result = await listing.find(session, user, replace(Wanted(), **wanted))  # type: ignore[arg-type]
    assert result.count >= len(result.rows)
    return [row.name for row in result.rows]


async def test_the_newest_come_first_with_their_newest_score(crowd: Office) -> None:
    async with crowd.deps.database.unit_of_work() as session:
        result = await listing.find(session, crowd.hq, Wanted())
    assert [row.name for row in result.rows[:3]] == ["Ana Lima", "王建国", "李 秀英"]
    assert result.count == 5
    scored = next(row for row in result.rows if row.id == crowd.suzhou.id)
    assert scored.total is not None
    assert (scored.band, scored.review) == ("review", True)
    assert result.rows[0].total is None


async def test_a_site_user_finds_only_their_own_site_whatever_they_ask_for(crowd: Office) -> None:
    assert len(await found(crowd, crowd.site)) == 3
    assert await found(crowd, crowd.site, site="shenzhen") == []
    assert await found(crowd, crowd.site, text="Ana") == []
    assert await found(crowd, crowd.site, text="13900000003") == []
    assert await found(crowd, crowd.site, text="T-3") == []
    async with crowd.deps.database.unit_of_work() as session:
        counted = await listing.counts(session, crowd.site)
        everywhere = await listing.counts(session, crowd.hq)
    assert Stage.APPLIED not in counted
    assert everywhere[Stage.APPLIED] == 1
    assert counted["needs_human"] == everywhere["needs_human"] == 1


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"text": "秀英"}, ["李 秀英"]),
        ({"text": "李秀英"}, ["李 秀英"]),
        ({"text": "ａｎａ ｌ"}, ["Ana Lima"]),
        ({"text": "139 0000 0002"}, ["王建国"]),
        ({"text": "T-3"}, ["Ana Lima"]),
        ({"text": "没有这个人"}, []),
        ({"stage": "human_route"}, ["王建国"]),
        ({"needs_human": True}, ["王建国"]),
        ({"position": "picker"}, ["Ana Lima"]),
        ({"position": "picker", "site": "suzhou"}, []),
        ({"sort": "updated", "descending": False, "text": "a"}, ["Ana Lima"]),
    ],
)
async def test_filters(crowd: Office, wanted: dict[str, object], names: list[str]) -> None:
    assert await found(crowd, crowd.hq, **wanted) == names


async def test_what_has_no_score_comes_last_in_both_directions(crowd: Office) -> None:
    for descending in (True, False):
        async with crowd.deps.database.unit_of_work() as session:
            result = await listing.find(session, crowd.hq, Wanted(sort="total", descending=descending))
        assert [row.total is None for row in result.rows] == [False, False, True, True, True]


async def test_pages_cover_everything_once(crowd: Office) -> None:
    pages = [await found(crowd, crowd.hq, page=page, size=2, sort="stage") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert sorted(name for page in pages for name in page) == sorted(await found(crowd, crowd.hq))


async def test_the_erased_are_not_listed(crowd: Office) -> None:
    async with crowd.deps.database.unit_of_work() as session:
        (await session.get_one(Application, crowd.suzhou.id)).stage = Stage.ERASED
    assert len(await found(crowd, crowd.hq)) == 4


async def test_odd_wishes_do_no_harm(crowd: Office) -> None:
    assert await found(crowd, crowd.hq, stage="' OR 1=1 --") == []
    assert len(await found(crowd, crowd.hq, sort="password", page=-3)) == 5
    assert await found(crowd, crowd.hq, position=str(uuid4())) == []
