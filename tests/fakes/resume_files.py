"""Résumés of people who do not exist, as files of each kind."""

import io
import json

from docx import Document
from faker import Faker
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table

FONT = "STSong-Light"
ZH = """个人简历
姓名:王晓明
手机:138 0013 8000
邮箱:xiaoming@example.com
出生年月:1996年5月
学历:大专
紧急联系人:13900139000

工作经历
2019.03 - 2021.06  苏州样例电子有限公司
装配工,负责 SMT 产线
2021年7月 至今  昆山样例机械有限公司
叉车司机

教育经历
2015.09-2018.06  样例职业技术学院

技能
电焊、仓库盘点、Excel

证书
叉车证、低压电工证
"""
EN = """Jane Example
Phone: +44 7911 123456
Email: jane@example.com
Date of birth: 1990-02-03

Work Experience
2015-01 - 2018-12  Example Foods Ltd
Packer

Education
2010/09 - 2013/06  Example College, Bachelor of Arts

Skills
Packing, Forklift driving

Certificates
Forklift licence
"""


def text(seed: int) -> str:
    """Another made-up person's résumé for each seed."""
    fake = Faker("zh_CN")
    fake.seed_instance(seed)
    phone = f"13{seed % 10}{10_000_000 + seed:08}"
    return (
        f"姓名:{fake.name()}\n手机:{phone}\n邮箱:p{seed}@example.com\n出生年月:{1970 + seed % 35}年5月\n"
        f"学历:{('初中', '高中', '中专', '大专', '本科')[seed % 5]}\n工作经历\n"
        f"{2010 + seed % 10}.03 - 2022.06  {fake.company()}\n装配工\n教育经历\n2005.09-2008.06  样例中学\n"
        f"技能\n电焊、盘点\n证书\n{'叉车证' if seed % 3 == 0 else '健康证'}\n"
    )


def pdf(words: str) -> bytes:
    return _drawn([(60.0, words.splitlines())])


def two_columns(left: str, right: str, title: str) -> bytes:
    return _drawn([(60.0, left.splitlines()), (320.0, right.splitlines())], title)


def _drawn(columns: list[tuple[float, list[str]]], title: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setFont(FONT, 16)
    canvas.drawString(180, 800, title)
    for x, lines in columns:
        canvas.setFont(FONT, 10)
        for at, line in enumerate(lines):
            canvas.drawString(x, 760 - 16 * at, line)
    canvas.save()
    return file.getvalue()


def table_pdf(rows: list[list[str]]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    style = [("FONTNAME", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 1, "black")]
    SimpleDocTemplate(file, pagesize=A4).build([Table(rows, style=style)])
    return file.getvalue()


def docx(rows: list[list[str]], below: str) -> bytes:
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for line, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(line.cells, cells, strict=True):
            cell.text = words
    for line in below.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def json_resume() -> bytes:
    said = {
        "basics": {"name": "王晓明", "phone": "13800138000", "email": "xiaoming@example.com"},
        "work": [
            {"name": "样例电子", "position": "装配工", "startDate": "2019-03-01", "endDate": "2021-06-30"}
        ],
        "education": [{"institution": "样例学院", "studyType": "大专", "startDate": "2015-09-01"}],
        "skills": [{"name": "电焊"}],
        "certificates": [{"name": "叉车证"}],
    }
    return json.dumps(said, ensure_ascii=False).encode()
