"""Where the parts of a résumé begin and end."""

from dataclasses import dataclass

from backend.resumes.words import words


@dataclass(frozen=True)
class Section:
    """Characters `start` to `end` of the text, below the heading."""

    start: int
    end: int


def sections(text: str) -> dict[str, list[Section]]:
    r"""The parts by kind; one kind may come twice. What stands before the first heading is "top".

    >>> sections("王小明\n技能\n电焊")
    {'top': [Section(start=0, end=4)], 'skills': [Section(start=7, end=9)]}
    """
    held: dict[str, list[Section]] = {}
    kind, start, at = "top", 0, 0
    for line in text.splitlines(keepends=True):
        if (found := words().heading(line)) is not None:
            _close(held, kind, start, at)
            kind, start = found, at + len(line)
        at += len(line)
    _close(held, kind, start, len(text))
    return held


def _close(held: dict[str, list[Section]], kind: str, start: int, end: int) -> None:
    if end > start:
        held.setdefault(kind, []).append(Section(start, end))
