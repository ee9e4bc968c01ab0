"""Bringing candidates in by hand and by file: rights are those of the site."""

import csv
import io
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import col, select

from backend.console.pages import importing, inviting, link_sheet, newcomer
from backend.console.visit import LoginNeeded
from backend.recruiting.applications import NewApplication, create
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.invitations import find
from backend.recruiting.rights import NotAllowed
from backend.store.states import Stage
from backend.store.tables import Application, Invitation, User
from tests.integration.console.conftest import Office

FILLED = {"name": "新人", "phone": "13900000009", "position": "assembler", "site": "suzhou", "language": "zh"}


async def test_a_new_candidate_gets_a_link_that_opens(office: Office) -> None:
    visit = office.visit(office.site)
    application_id = await newcomer.store(visit, FILLED)
    address = await inviting.make_link(visit, application_id)
    start, _, token = address.rpartition("/")
    assert start == "https://jobs.example/i"
    async with office.deps.database.unit_of_work() as session:
        assert isinstance(await find(session, office.clock, token), Invitation)
        application = await session.get_one(Application, application_id)
    assert (application.stage, application.source) == (Stage.INVITED, "console")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"position": ""}, "position"),
        ({"position": "rider"}, "site"),
        ({"site": "nowhere"}, "site"),
        ({"language": "xx"}, "language"),
    ],
)
async def test_a_fault_names_its_field(office: Office, change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidField) as fault:
        await newcomer.store(office.visit(office.hq), {**FILLED, **change})
    assert fault.value.field == field


async def test_other_sites_and_other_roles_are_refused(office: Office) -> None:
    with pytest.raises(NotAllowed):
        await newcomer.store(office.visit(office.site), {**FILLED, "site": "shenzhen"})
    with pytest.raises(NotAllowed):
        await newcomer.store(office.visit(office.viewer), FILLED)
    with pytest.raises(NotAllowed):
        await inviting.make_link(office.visit(office.viewer), office.suzhou.id)
    for application_id in (office.shenzhen.id, uuid4()):
        with pytest.raises(NotFound):
            await inviting.make_link(office.visit(office.site), application_id)


async def test_a_file_goes_in_for_the_users_sites_only(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "姓名,手机,岗位,基地\n甲,13900000011,装配工,苏州基地\n乙,13900000012,assembler,shenzhen\n丙,12,装配工,苏州基地\n",
        encoding="utf-8-sig",
    )
    result = await importing.take(office.visit(office.site), path)
    assert result.created == 1
    assert [(error.line, error.field) for error in result.errors] == [(3, "site"), (4, "phone")]
    with pytest.raises(NotAllowed):
        await importing.take(office.visit(office.viewer), path)
    assert (await importing.take(office.visit(office.hq), path)).created == 1
    async with office.deps.database.unit_of_work() as session:
        came = await session.exec(select(Application.site_id).where(col(Application.source) == "csv"))
        assert sorted(site for site in came if site) == ["shenzhen", "shenzhen", "suzhou", "suzhou"]


async def test_applicants_without_a_link_get_one_in_a_table(office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        for name, site in (("=cmd()", "suzhou"), ("乙", "shenzhen")):
            new = NewApplication(name, "assembler", site, "test", name, phone="13900000021")
            await create(session, office.clock, new)
    with pytest.raises(NotAllowed):
        await link_sheet.link_sheet(office.visit(office.viewer))
    table = await link_sheet.link_sheet(office.visit(office.site))
    assert table is not None
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows[0] == ["姓名", "手机", "岗位", "基地", "面试链接"]
    assert len(rows) == 2
    assert rows[1][:4] == ["'=cmd()", "'+8613900000021", "装配工", "苏州基地"]
    async with office.deps.database.unit_of_work() as session:
        assert isinstance(await find(session, office.clock, rows[1][4].rpartition("/")[2]), Invitation)
    assert await link_sheet.link_sheet(office.visit(office.site)) is None


async def test_an_ended_login_does_nothing_more(office: Office) -> None:
    visit = office.visit(office.site)
    async with office.deps.database.unit_of_work() as session:
        (await session.get_one(User, office.site.id)).disabled = True
    with pytest.raises(LoginNeeded):
        await newcomer.store(visit, FILLED)
