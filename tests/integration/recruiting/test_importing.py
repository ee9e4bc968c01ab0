"""A candidate list in any usual shape goes in; a broken line is named and hurts nobody else."""

import asyncio
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from backend.recruiting.importing import BrokenLine, import_candidates
from backend.recruiting.sheet import BadSheet
from backend.store.tables import Application, Candidate
from tests.fakes.small_content import small_content

ZH = "姓名,手机,岗位,基地,语言,外部编号,邮箱\n"
EN = "Name,Phone,Position,Site,Language,External_ID,Email\n"
CONTENT = small_content()


def sheet(folder: Path, words: str, encoding: str = "utf-8") -> Path:
    path = folder / "candidates.csv"
    path.write_bytes(words.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_every_usual_encoding(database, clock, tmp_path, encoding) -> None:
    path = sheet(tmp_path, ZH + "李雷,13800138000,装配工,苏州,中文,A-1,\n", encoding)
    result = await import_candidates(path, database, clock, CONTENT)
    assert (result.created, result.duplicates, result.errors) == (1, 0, ())
    async with database.unit_of_work() as session:
        person = (await session.exec(select(Candidate))).one()
        application = (await session.exec(select(Application))).one()
    assert (person.name, person.phone, person.language) == ("李雷", "+8613800138000", "zh")
    assert (application.position_id, application.site_id, application.external_id) == (
        "assembler",
        "suzhou",
        "A-1",
    )


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
async def test_every_usual_separator(database, clock, tmp_path, separator) -> None:
    words = (EN + "Kim,+82 10-1234-5678,Assembler,Suzhou,Korean,B-1,kim@example.com\r\n").replace(
        ",", separator
    )
    result = await import_candidates(sheet(tmp_path, words), database, clock, CONTENT)
    assert (result.created, result.errors) == (1, ())


async def test_good_lines_go_in_and_broken_ones_are_named(database, clock, tmp_path) -> None:
    lines = [
        "李雷,13800138000,assembler,suzhou,zh,A-1,",
        ",13800138001,assembler,suzhou,zh,A-2,",
        "韩梅梅,1380013,assembler,suzhou,zh,A-3,",
        "王五,13800138003,司机,suzhou,zh,A-4,",
        "赵六,13800138004,assembler,火星,zh,A-5,",
        "钱七,13800138005,assembler,上海,zh,A-6,",
        "孙八,13800138006,assembler,suzhou,法语,A-7,",
        "=cmd|' /C calc'!A0,13800138007,assembler,suzhou,zh,A-8,",
        "@SUM(1),13800138008,assembler,suzhou,zh,A-9,",
        "周九,+86 13800138009,assembler,suzhou,zh,-1+1,",
        "吴十,13800138010,assembler,suzhou,zh,A-11,not-an-address",
        '"郑\n一",13800138011,assembler,suzhou,zh,A-12,',
        "冯二,13800138012",
        "",
        "李雷,13800138000,assembler,suzhou,zh,A-1,",
        "陈三,13800138014,assembler,suzhou",
    ]
    result = await import_candidates(sheet(tmp_path, ZH + "\n".join(lines)), database, clock, CONTENT)
    assert (result.created, result.duplicates) == (2, 1)
    assert result.errors == (
        BrokenLine(3, "name", "missing"),
        BrokenLine(4, "phone", "phone"),
        BrokenLine(5, "position", "unknown"),
        BrokenLine(6, "site", "unknown"),
        BrokenLine(7, "site", "no_opening"),
        BrokenLine(8, "language", "unknown"),
        BrokenLine(9, "name", "formula"),
        BrokenLine(10, "name", "formula"),
        BrokenLine(11, "external_id", "formula"),
        BrokenLine(12, "email", "email"),
        BrokenLine(14, "name", "unprintable"),
        BrokenLine(15, "position", "missing"),
    )


async def test_the_same_file_again_creates_nothing(database, clock, tmp_path) -> None:
    lines = "".join(f"工人{n},139{n:08},装配工,苏州\n" for n in range(450))
    path = sheet(tmp_path, "姓名,手机号,岗位,基地\n" + lines)
    first = await import_candidates(path, database, clock, CONTENT)
    second = await import_candidates(path, database, clock, CONTENT)
    assert (first.created, first.duplicates) == (450, 0)
    assert (second.created, second.duplicates) == (0, 450)


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        (b"", "", "empty"),
        ("姓名,手机,岗位\n".encode(), "site", "no_column"),
        ("姓名,name,手机,岗位,基地\n".encode(), "name", "twice"),
        (b"PK\x03\x04 an excel file", "", "not_text"),
        ("姓名,手机".encode("utf-16"), "", "not_text"),
        (b"\xff\xfe\xfd\xfc\xff", "", "encoding"),
    ],
)
async def test_an_unreadable_file_is_refused_as_a_whole(
    database, clock, tmp_path, content, field, reason
) -> None:
    path = tmp_path / "candidates.csv"
    path.write_bytes(content)
    with pytest.raises(BadSheet) as refused:
        await import_candidates(path, database, clock, CONTENT)
    assert (refused.value.file, refused.value.field, refused.value.reason) == (
        "candidates.csv",
        field,
        reason,
    )


async def test_two_imports_of_the_same_people_at_once(database, clock, tmp_path) -> None:
    lines = [f"工人{n},139{n:08},装配工,苏州\n" for n in range(300)]
    paths = [tmp_path / "up.csv", tmp_path / "down.csv"]
    paths[0].write_text("姓名,手机号,岗位,基地\n" + "".join(lines))
    paths[1].write_text("姓名,手机号,岗位,基地\n" + "".join(reversed(lines)))
    results = await asyncio.gather(*(import_candidates(path, database, clock, CONTENT) for path in paths))
    assert sum(result.created for result in results) == 300
    async with database.unit_of_work() as session:
        assert len((await session.exec(select(Application))).all()) == 300
        assert len((await session.exec(select(Candidate))).all()) == 300


async def test_excel(database, clock, tmp_path) -> None:
    book = Workbook()
    book.active.title = "说明"
    page = book.create_sheet("名单")
    for row in (
        ["姓名", "手机号", "应聘职位", "工作地点"],
        ["李雷", 13800138000, "装配工", "苏州"],
        ["韩梅梅", "138 0013 8001", "装配工", "苏州"],
        [None, None, None, None],
        ["王五", 1380013, "装配工", "苏州"],
    ):
        page.append(row)
    book.save(tmp_path / "people.xlsx")
    result = await import_candidates(tmp_path / "people.xlsx", database, clock, CONTENT)
    assert (result.created, result.errors) == (2, (BrokenLine(5, "phone", "phone"),))


async def test_a_heading_that_is_no_cell_is_refused_as_a_whole(database, clock, tmp_path) -> None:
    with pytest.raises(BadSheet, match="not_a_table"):
        await import_candidates(sheet(tmp_path, "x" * 200_000), database, clock, CONTENT)


async def test_fifty_thousand_lines_with_three_hundred_broken_ones(database, clock, tmp_path) -> None:
    """In the encoding of Chinese Excel; each hundredth good line names a person who came before."""
    bad = {at * 166 + 2: at % 3 for at in range(300)}
    lines = ["姓名,手机号,岗位,基地"]
    for line in range(2, 50_002):
        same = line - 1 if line % 100 == 0 and line - 1 not in bad else line
        good = f"工人{line},139{same:08},装配工,苏州"
        broken = (
            f"=1+{line},139{line:08},装配工,苏州",
            f"工人{line},12,装配工,苏州",
            f"工人{line},139{line:08},装配工,",
        )
        lines.append(broken[bad[line]] if line in bad else good)
    result = await import_candidates(sheet(tmp_path, "\r\n".join(lines), "gb18030"), database, clock, CONTENT)
    wanted = [("name", "formula"), ("phone", "phone"), ("site", "missing")]
    assert result.errors == tuple(BrokenLine(line, *wanted[kind]) for line, kind in bad.items())
    assert result.created + result.duplicates == 49_700
    assert result.duplicates > 400
