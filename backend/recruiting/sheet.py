"""A candidate list as people really send it: in its own encoding, headings and separators.

Reads text tables (CSV, TSV, semicolons) and Excel files. A cell that a spreadsheet would run as a formula is refused: it
would come back out in somebody's export.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import yaml

from backend.recruiting import workbook

SIZE_LIMIT: Final = 50_000_000
"""Bytes; about half a million candidates."""
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
    lines = _lines(path)
    _, heading = next(lines, (0, None))
    if heading is None:
        raise BadSheet(path.name, "", "empty")
    columns = _columns(path.name, heading)
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            yield Row(line, {field: cells[at] for field, at in columns.items() if at < len(cells)})


@cache
def headings() -> Mapping[str, tuple[str, ...]]:
    """What each field may be called, from `headings.yaml`."""
    held = yaml.safe_load(resources.files(__package__).joinpath("headings.yaml").read_text("utf-8"))
    return {field: tuple(names) for field, names in held.items()}


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    if path.stat().st_size > SIZE_LIMIT:
        raise BadSheet(path.name, "", "too_big")
    content = path.read_bytes()
    if content.startswith(workbook.MARKS):
        try:
            yield from workbook.lines(content)
        except workbook.BadWorkbook:
            raise BadSheet(path.name, "", "not_text") from None
        return
    text = _text(path.name, content)
    cells = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for row in cells:
            yield cells.line_num, row
    except csv.Error:
        raise BadSheet(path.name, f"line {cells.line_num}", "not_a_table") from None


def _text(file: str, content: bytes) -> str:
    if b"\x00" in content[:4096]:
        raise BadSheet(file, "", "not_text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadSheet(file, "", "encoding")


def _separator(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",\t;，", key=heading.count)


def _columns(file: str, heading: list[str]) -> dict[str, int]:
    said = [cell.strip().casefold().replace("_", " ") for cell in heading]
    columns: dict[str, int] = {}
    for field, names in headings().items():
        found = [at for at, cell in enumerate(said) if cell in names]
        if len(found) > 1:
            raise BadSheet(file, field, "twice")
        if found:
            columns[field] = found[0]
    for field in REQUIRED:
        if field not in columns:
            raise BadSheet(file, field, "no_column")
    return columns
