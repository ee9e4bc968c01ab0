"""The page behind a card's link: looking never decides, and only somebody with the right does."""

import httpx
import pytest
from sqlmodel import select

from backend.recruiting.buttons import Button
from backend.recruiting.by_button import decisions_of
from backend.recruiting.group_news import card_key
from backend.recruiting.users import add_user
from backend.store.states import DecisionKind, Stage
from backend.store.tables import Application, Interview, Outbox, Report
from tests.integration.console.conftest import PASSWORD, Office

ADVANCE = DecisionKind.ADVANCE


async def a_card(office: Office, application: Application) -> int:
    """The card of this application in HR's group; its outbox id."""
    async with office.deps.database.unit_of_work() as session:
        wanted = select(Report.id).join(Interview).where(Interview.application_id == application.id)
        report_id = (await session.exec(wanted)).one()
        payload = {"type": "card", "report_id": str(report_id)}
        row = Outbox(
            key=card_key(report_id, "wecom"), destination="group:wecom", payload=payload,
            created_at=office.clock.now(),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        assert row.id is not None
        return row.id


async def a_link(office: Office, kind: DecisionKind = ADVANCE, revision: int = 0) -> str:
    button = Button(await a_card(office, office.suzhou), kind, revision)
    return f"/console/decide/{office.deps.buttons.write(button)}"


async def enter(browser: httpx.AsyncClient, name: str) -> None:
    answer = await browser.post("/console/login", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303


async def decided(office: Office) -> list[tuple[str, str]]:
    async with office.deps.database.unit_of_work() as session:
        return [(one.kind, one.reason) for one in await decisions_of(session, office.suzhou.id)]


async def test_a_stranger_is_sent_to_the_login_and_back(browser: httpx.AsyncClient, office: Office) -> None:
    link = await a_link(office)
    for answer in (await browser.get(link), await browser.post(link, data={"reason": "好"})):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/console/login?next=%2Fdecide%2Fd%3A")
    assert await decided(office) == []


async def test_looking_decides_nothing_and_confirming_decides_once(
    browser: httpx.AsyncClient, office: Office
) -> None:
    link = await a_link(office)
    await enter(browser, "suzhou")
    for _ in range(3):
        page = await browser.get(link)
        assert page.status_code == 200
        assert "确认：进入下一步" in page.text
    assert await decided(office) == []
    for _ in range(3):
        assert "已记下您的决定" in (await browser.post(link, data={"reason": "踏实"})).text
    assert await decided(office) == [("advance", "踏实")]
    assert "已记下您的决定" in (await browser.get(link)).text


async def test_every_group_learns_of_it(browser: httpx.AsyncClient, office: Office) -> None:
    link = await a_link(office)
    await enter(browser, "hq")
    await browser.post(link, data={"reason": "踏实"})
    async with office.deps.database.unit_of_work() as session:
        rows = (await session.exec(select(Outbox).order_by(Outbox.id))).all()  # type: ignore[arg-type]
    assert [(row.destination, row.payload["type"]) for row in rows][-1] == ("group:wecom", "decided")


async def test_a_reason_is_asked_for(browser: httpx.AsyncClient, office: Office) -> None:
    link = await a_link(office)
    await enter(browser, "hq")
    answer = await browser.post(link, data={"reason": "  "})
    assert (answer.status_code, "请写下理由" in answer.text) == (422, True)
    assert await decided(office) == []


@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("shenzhen", 404)])
async def test_only_those_who_may_decide_there(
    browser: httpx.AsyncClient, office: Office, name: str, status: int
) -> None:
    link = await a_link(office)
    async with office.deps.database.unit_of_work() as session:
        await add_user(session, office.clock, "shenzhen", "site", "shenzhen", PASSWORD)
    await enter(browser, name)
    for answer in (await browser.get(link), await browser.post(link, data={"reason": "好"})):
        assert answer.status_code == status
        assert "小" not in answer.text.split("<main")[1].split("hint")[0]
    assert await decided(office) == []


async def test_what_somebody_else_decided_meanwhile_stands(
    browser: httpx.AsyncClient, office: Office
) -> None:
    link = await a_link(office)
    await enter(browser, "hq")
    await browser.post(link, data={"reason": "踏实"})
    await enter(browser, "suzhou")
    async with office.deps.database.unit_of_work() as session:
        number = (await session.exec(select(Outbox.id).where(Outbox.destination == "group:wecom"))).first()
    hold = f"/console/decide/{office.deps.buttons.write(Button(number or 0, DecisionKind.HOLD, 0))}"
    answer = await browser.post(hold, data={"reason": "再想想"})
    assert (answer.status_code, "hq 刚刚已决定" in answer.text) == (409, True)
    async with office.deps.database.unit_of_work() as session:
        assert (await session.get_one(Application, office.suzhou.id)).stage == Stage.ADVANCED


@pytest.mark.parametrize("value", ["d:1.0.0.x.y", "x", "d:", "%00", "d:99999999999999999999.0.0"])
async def test_a_made_up_link_opens_nothing(browser: httpx.AsyncClient, office: Office, value: str) -> None:
    await a_link(office)
    await enter(browser, "hq")
    assert (await browser.get(f"/console/decide/{value}")).status_code == 410
    assert (await browser.post(f"/console/decide/{value}", data={"reason": "好"})).status_code == 410
