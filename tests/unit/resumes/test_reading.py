"""A résumé of each kind says the same, wherever its words stand on the page."""

import io
import zipfile

import pytest

from backend.resumes import confined
from backend.resumes.fields import read_fields
from backend.resumes.files import read_resume
from backend.resumes.periods import months
from backend.resumes.reading import Found, Kind, Reading, Unreadable
from tests.fakes import resume_files as made

TABLE = [
    ["姓名", "王晓明", "性别", "男"],
    ["手机", "13800138000", "邮箱", "xiaoming@example.com"],
    ["学历", "大专", "出生年月", "1996.05"],
]
BODY = made.ZH[made.ZH.index("工作经历") :]


def values(found: tuple[Found, ...]) -> list[str]:
    return [one.value for one in found]


def is_xiaoming(reading: Reading) -> None:
    assert reading.name
    assert reading.phone
    assert reading.email
    assert reading.degree
    assert (reading.name.value, reading.phone.value) == ("王晓明", "+8613800138000")
    assert (reading.email.value, reading.degree.value) == ("xiaoming@example.com", "college")
    assert "电焊" in values(reading.skills)
    assert "叉车证" in values(reading.certificates)
    assert [one.begin for one in reading.experience][:1] == ["2019-03"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_text_in_every_usual_encoding(encoding: str) -> None:
    kind, reading = await read_resume(made.ZH.encode(encoding))
    assert kind is Kind.TEXT
    is_xiaoming(reading)
    assert [(one.what.value, one.end) for one in reading.experience] == [
        ("苏州样例电子有限公司", "2021-06"),
        ("昆山样例机械有限公司", ""),
    ]
    assert reading.birth
    assert reading.birth.value == "1996-05"
    assert values(reading.certificates) == ["叉车证", "低压电工证"]
    assert months(reading.experience, "2021-12") == 34


async def test_each_span_points_at_its_words() -> None:
    _, reading = await read_resume(made.ZH.encode())
    for one in (
        *reading.skills,
        *reading.certificates,
        *(job.what for job in reading.experience),
        reading.name,
    ):
        assert one
        assert reading.text[one.start : one.end] == one.value
    assert reading.phone
    assert reading.text[reading.phone.start : reading.phone.end] == "138 0013 8000"


async def test_english() -> None:
    _, reading = await read_resume(made.EN.encode())
    assert reading.name
    assert reading.phone
    assert reading.birth
    assert reading.degree
    assert (reading.name.value, reading.phone.value) == ("Jane Example", "+447911123456")
    assert (reading.birth.value, reading.degree.value) == ("1990-02-03", "bachelor")
    assert [(one.what.value, one.begin, one.end) for one in reading.experience] == [
        ("Example Foods Ltd", "2015-01", "2018-12")
    ]
    assert values(reading.certificates) == ["Forklift licence"]


async def test_pdf() -> None:
    kind, reading = await read_resume(made.pdf(made.ZH))
    assert kind is Kind.PDF
    is_xiaoming(reading)


async def test_pdf_in_two_columns() -> None:
    left = made.ZH[made.ZH.index("姓名") : made.ZH.index("紧急")] + made.ZH[made.ZH.index("技能") :]
    right = made.ZH[made.ZH.index("工作经历") : made.ZH.index("技能")]
    _, reading = await read_resume(made.two_columns(left, right, "王晓明的求职简历"))
    is_xiaoming(reading)
    assert values(tuple(one.what for one in reading.experience)) == [
        "苏州样例电子有限公司",
        "昆山样例机械有限公司",
    ]
    assert values(reading.skills) == ["电焊", "仓库盘点", "Excel"]


async def test_dates_in_a_column_are_no_second_column() -> None:
    words = "姓名:王晓明\n手机:13800138000\n工作经历\n" + "\n".join(
        f"20{10 + n}.01-20{10 + n}.12      样例公司{n}" for n in range(8)
    )
    _, reading = await read_resume(made.pdf(words))
    assert values(tuple(one.what for one in reading.experience)) == [f"样例公司{n}" for n in range(8)]


async def test_pdf_with_a_table() -> None:
    rows = [
        *TABLE,
        ["工作经历", "", "", ""],
        ["2019.03-2021.06", "样例电子", "", ""],
        ["技能", "电焊", "证书", "叉车证"],
    ]
    _, reading = await read_resume(made.table_pdf(rows))
    assert reading.name
    assert reading.phone
    assert reading.degree
    assert (reading.name.value, reading.phone.value, reading.degree.value) == (
        "王晓明",
        "+8613800138000",
        "college",
    )
    assert [one.what.value for one in reading.experience] == ["样例电子"]


async def test_docx_with_a_table() -> None:
    kind, reading = await read_resume(made.docx(TABLE, BODY))
    assert kind is Kind.DOCX
    is_xiaoming(reading)


async def test_json_resume() -> None:
    kind, reading = await read_resume(made.json_resume())
    assert kind is Kind.JSON
    is_xiaoming(reading)


def test_what_is_not_said_is_not_found() -> None:
    reading = read_fields("我想找工作\n谢谢")
    assert (reading.phone, reading.email, reading.degree, reading.birth) == (None, None, None, None)
    assert reading.experience == ()


def test_somebody_elses_number_is_not_theirs() -> None:
    assert read_fields("姓名:王晓明\n紧急联系人:13900139000").phone is None


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 150_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nnonsense", "broken"),
        (b"PK\x03\x04nonsense", "broken"),
        (b"\x7fELF\x00\x00", "unknown_kind"),
        (b'{"a": 1}', "not_json_resume"),
        (b"\xff\xff\xff", "encoding"),
        (b"x" * 10_000_001, "too_big"),
        (made.pdf(""), "no_text"),
    ],
)
async def test_what_cannot_be_read_is_said_to_be(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        await read_resume(content)
    assert refused.value.reason == reason


async def test_an_archive_that_would_burst_is_not_opened() -> None:
    with pytest.raises(Unreadable, match="too_big"):
        await read_resume(bomb())


async def test_a_reader_that_does_not_end_is_ended() -> None:
    with pytest.raises(Unreadable, match="too_slow"):
        await confined.text_of(made.pdf(made.ZH), Kind.PDF, patience=0.0)


def test_a_landline_is_passed_over_for_the_mobile() -> None:
    reading = read_fields("姓名:王晓明\n电话:0512-66668888\n手机:13800138000")
    assert reading.phone is not None
    assert reading.phone.value == "+8613800138000"
