"""The text of a DOCX in its order: paragraphs, tables within tables, text boxes, headers."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

DEPTH: Final = 5
"""Tables within tables, at most."""


def text_of(file: BytesIO) -> str:
    """One line a paragraph, one line a table row with tabs between the cells."""
    document = Document(file)
    heads = [line for section in document.sections for line in _lines(section.header.iter_inner_content(), 0)]
    return "\n".join([*dict.fromkeys(heads), *_lines(document.iter_inner_content(), 0)])


def _lines(parts: Iterator[Paragraph | Table], depth: int) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Paragraph):
            yield part.text
            yield from _boxes(part)
        elif depth < DEPTH:
            yield from _rows(part, depth)


def _rows(table: Table, depth: int) -> Iterator[str]:
    seen: set[object] = set()
    for row in table.rows:
        cells: list[_Cell] = []
        for cell in row.cells:  # a merged cell is given once for each place that it covers
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(cell)
        inner = [list(_lines(cell.iter_inner_content(), depth + 1)) for cell in cells]
        if all(len(lines) <= 1 for lines in inner):
            yield "\t".join(line for lines in inner for line in lines)
        else:
            yield from (line for lines in inner for line in lines)


def _boxes(paragraph: Paragraph) -> Iterator[str]:
    """Text boxes, once: Word writes each a second time for older readers."""
    for box in paragraph._p.iter(qn("w:txbxContent")):
        if not any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
            for line in box.iter(qn("w:p")):
                yield "".join(piece.text or "" for piece in line.iter(qn("w:t")))
