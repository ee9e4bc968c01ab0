"""The first filled sheet of an Excel file, as lines of text: .xlsx and .xls, by their computed values."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UNPACKED_LIMIT: Final = 300_000_000
"""Bytes that a workbook may say it unpacks to."""


class BadWorkbook(Exception):
    """It is no workbook, locked by a password, or would burst."""


def lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number (from 1, as Excel shows it) and cells of each line. Raises BadWorkbook."""
    try:
        if content.startswith(MARKS[0]):
            _weigh(content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                return ((at, [_said(cell) for cell in row]) for at, row in enumerate(rows, start=1))
    except (CalamineError, zipfile.BadZipFile):
        raise BadWorkbook from None
    return iter(())


def _weigh(content: bytes) -> None:
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise BadWorkbook


def _said(cell: object) -> str:
    """As a person would type it: Excel keeps a phone number as 13800138000.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
