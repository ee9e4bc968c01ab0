"""A résumé sent by a program becomes an application, with its file and what was read from it."""

import os
from uuid import uuid4

import pytest
from sqlmodel import select

from backend.media.retiring import Retiring
from backend.store.tables import Application, Candidate, Document
from tests.fakes import resume_files as made

WHERE = {"position_id": "assembler", "site_id": "suzhou"}


async def test_a_reading_stores_nothing(client, database) -> None:
    answer = await client.post("/resumes:read", content=made.ZH.encode())
    assert answer.status_code == 200
    name = answer.json()["reading"]["name"]
    assert (name["value"], name["confidence"]) == ("王晓明", 0.95)
    async with database.reading() as session:
        assert (await session.exec(select(Application))).all() == []


async def test_a_file_is_one_application(client, database, media) -> None:
    file = made.docx([["姓名", "王晓明"], ["手机", "13800138000"]], made.ZH[made.ZH.index("工作经历") :])
    answers = [await client.post("/resumes", params=WHERE, content=file) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    async with database.reading() as session:
        person = (await session.exec(select(Candidate))).one()
        document = (await session.exec(select(Document))).one()
    assert (person.name, person.phone) == ("王晓明", "+8613800138000")
    assert person.details["certificates"] == [{"name": "叉车证"}, {"name": "低压电工证"}]
    assert document.parsed["phone"]["value"] == "+8613800138000"
    assert await media.read(document.id) == file


async def test_a_person_may_put_right_what_was_read(client, database) -> None:
    answer = await client.post(
        "/resumes", params={**WHERE, "name": "王小明", "phone": "13700137000"}, content=made.ZH.encode()
    )
    assert answer.status_code == 201
    async with database.reading() as session:
        person = (await session.exec(select(Candidate))).one()
    assert (person.name, person.phone) == ("王小明", "+8613700137000")


@pytest.mark.parametrize(
    ("more", "content", "field", "reason"),
    [
        ({}, b"%PDF-1.7 nonsense", "body", "broken"),
        ({}, "你好".encode(), "phone", "not_found"),
        ({"site_id": "shanghai"}, made.ZH.encode(), "site_id", "no_opening"),
        ({"position_id": "pilot"}, made.ZH.encode(), "position_id", "unknown"),
    ],
)
async def test_a_fault_is_named(client, more, content, field, reason) -> None:
    answer = await client.post("/resumes", params={**WHERE, **more}, content=content)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "reason": reason}]


async def test_the_nightly_sweep_leaves_documents_alone(
    client, database, clock, shelf, media, tmp_path
) -> None:
    await client.post("/resumes", params=WHERE, content=made.ZH.encode())
    stray = uuid4()
    await media.keep_as(stray, b"nobody's")
    for file in (tmp_path / "media").glob("??/*"):
        os.utime(file, (0, 0))
    await Retiring(database, clock, media, shelf).retire(0)
    async with database.reading() as session:
        document = (await session.exec(select(Document))).one()
    assert await media.read(document.id) == made.ZH.encode()
    with pytest.raises(FileNotFoundError):
        await media.read(stray)
