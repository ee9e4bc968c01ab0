"""A candidate list as people really send it: in its own encoding, headings and separators.

Reads text tables only (CSV, TSV, semicolons). A cell that a spreadsheet would run as a formula is refused: it
would come back out in somebody's export.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SIZE_LIMIT: Final = 50_000_000
"""Bytes; about half a million candidates."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "candidate", "姓名", "名字", "候选人", "氏名", "이름"),
    "phone": (
        "phone",
        "mobile",
        "phone number",
        "手机",
        "手机号",
        "手机号码",
        "电话",
        "联系电话",
        "電話",
        "전화",
    ),
    "position": ("position", "job", "position id", "岗位", "职位", "应聘岗位", "職種", "직무"),
    "site": ("site", "base", "site id", "基地", "工厂", "门店", "厂区", "拠点", "사업장"),
    "language": ("language", "语言", "言語", "언어"),
    "external_id": ("external id", "id", "外部编号", "编号", "候选人编号"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱", "メール", "이메일"),
}
REQUIRED: Final = ("name", "phone", "position", "site")
_FORMULA: Final = ("=", "@", "\t", "\r")
_SIGNED: Final = ("+", "-")


class BadSheet(Exception):
    """The file as a whole cannot be read. `field` is the heading at fault, if any; `reason` a short code."""

    def __init__(self, file: str, field: str, reason: str) -> None:
        super().__init__(f"{file}: {field}: {reason}" if field else f"{file}: {reason}")
        self.file, self.field, self.reason = file, field, reason


class BadCell(Exception):
    """One cell cannot be taken."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Row:
    """One line of the file: its number (from 1, with the heading) and its cells by our field names."""

    line: int
    cells: Mapping[str, str]

    def checked(self, field: str) -> str:
        """The cell, "" when empty. Raises BadCell for a formula or control characters."""
        cell = self.cells.get(field, "").strip()
        if runs_as_formula(cell, signed_is_fine=field == "phone"):
            raise BadCell(field, "formula")
        if not cell.isprintable():
            raise BadCell(field, "unprintable")
        return cell


def runs_as_formula(cell: str, *, signed_is_fine: bool = False) -> bool:
    """True when Excel, WPS or LibreOffice would run the cell (OWASP: CSV injection).

    >>> runs_as_formula("=HYPERLINK(1)"), runs_as_formula("+8613800138000", signed_is_fine=True)
    (True, False)
    """
    if cell.startswith(_SIGNED):
        return not (signed_is_fine and cell[1:].replace(" ", "").replace("-", "").isdigit())
    return cell.startswith(_FORMULA)


def read(path: Path) -> Iterator[Row]:
    """The lines below the heading; blank ones are left out. Raises BadSheet."""
    text = _text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    heading = next(lines, None)
    if heading is None:
        raise BadSheet(path.name, "", "empty")
    columns = _columns(path.name, heading)
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield Row(
                    lines.line_num, {field: cells[at] for field, at in columns.items() if at < len(cells)}
                )
    except csv.Error:
        raise BadSheet(path.name, f"line {lines.line_num}", "not_a_table") from None


def _text(path: Path) -> str:
    if path.stat().st_size > SIZE_LIMIT:
        raise BadSheet(path.name, "", "too_big")
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or b"\x00" in content[:4096]:
        raise BadSheet(path.name, "", "not_text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadSheet(path.name, "", "encoding")


def _separator(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",\t;，", key=heading.count)


def _columns(file: str, heading: list[str]) -> dict[str, int]:
    said = [cell.strip().casefold().replace("_", " ") for cell in heading]
    columns: dict[str, int] = {}
    for field, names in FIELDS.items():
        found = [at for at, cell in enumerate(said) if cell in names]
        if len(found) > 1:
            raise BadSheet(file, field, "twice")
        if found:
            columns[field] = found[0]
    for field in REQUIRED:
        if field not in columns:
            raise BadSheet(file, field, "no_column")
    return columns
