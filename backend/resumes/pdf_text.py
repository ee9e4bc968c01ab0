"""The text of a PDF in reading order: ruled tables by row, two columns one after the other.

Every engine we tried reads straight across two columns; so the gutter between them is looked for first.
"""

from io import BytesIO
from typing import Any, Final

import pdfplumber
from pdfplumber.page import Page

from backend.resumes.gutter import Word, gutter

PAGES: Final = 20
"""More is not a résumé."""


def text_of(file: BytesIO) -> str:
    """The text of the first pages."""
    with pdfplumber.open(file) as document:
        return "\n".join(_page(page) for page in document.pages[:PAGES])


def _page(page: Page) -> str:
    tables = page.find_tables()
    if tables:
        return _with_tables(page)
    found = gutter([_word(one) for one in page.extract_words()], page.width)
    if found is None:
        return page.extract_text()
    x, top = found
    left, upper, right, lower = page.bbox
    boxes = [(left, upper, right, top), (left, top, x, lower), (x, top, right, lower)]
    return "\n".join(page.crop(box).extract_text() for box in boxes if box[3] - box[1] > 1)


def _word(one: dict[str, Any]) -> Word:
    return Word(one["text"], one["x0"], one["x1"], one["top"], one["bottom"])


def _with_tables(page: Page) -> str:
    """Lines between the tables and rows of the tables, from top to bottom."""
    tables = sorted(page.find_tables(), key=lambda one: one.bbox[1])
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox, strict=False)
    pieces = [(line["top"], line["text"]) for line in outside.extract_text_lines()]
    for table in tables:
        rows = zip(table.rows, table.extract(), strict=True)
        pieces += [(row.bbox[1], _row(cells)) for row, cells in rows]
    return "\n".join(text for _, text in sorted(pieces, key=lambda piece: piece[0]))


def _row(cells: list[str | None]) -> str:
    held = [cell for cell in cells if cell]
    return ("\n" if any("\n" in cell for cell in held) else "\t").join(held)
