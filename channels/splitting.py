"""Cut a long text into messages a platform takes: by UTF-8 bytes, at the kindest place, numbered.

Platforms count bytes, people read paragraphs: one Chinese character is three bytes, and 2048 bytes are 682 of them.
"""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

LEAST: Final = 32
"""Bytes below which numbering leaves no room for words."""
_PAIR: Final = re.compile(r"<([a-z]+)\b[^<>\n]{0,200}>.*?</\1>", re.DOTALL)
_TAG: Final = re.compile(r"</?[@a-zA-Z][^<>\n]{0,200}>")
_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
_JOINED: Final = "[\u0300-\u036f\u3099\u309a\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d."
_CLUSTER: Final = re.compile(rf"\r\n|(?:{_FLAG}|.)(?:{_JOINED})*", re.DOTALL)
_ENDS: Final = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n"),
    re.compile(r"[。！？!?；;…]+[”’」』）)]*|\.\s"),
    re.compile(r"[，、,：:]|\s"),
)
"""Where a reader would pause, the best first."""


def split(text: str, max_bytes: int) -> list[str]:
    r"""The text itself when it fits, else parts of at most `max_bytes` bytes that begin with “(1/3) ”.

    Never inside a code point, a joined emoji, a tag or a `<font>…</font>` pair that fits into one part.
    Raises ValueError below `LEAST` bytes.

    >>> split("第一段。\n\n第二段，也不长。", 32)
    ['(1/2) 第一段。', '(2/2) 第二段，也不长。']
    """
    if max_bytes < LEAST:
        raise ValueError(f"max_bytes must be at least {LEAST}")
    if _size(text) <= max_bytes:
        return [text]
    digits = 1
    while True:
        parts = list(_cut(text, max_bytes - len("(/) ") - 2 * digits))
        if len(str(len(parts))) <= digits:
            return [f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, 1)]
        digits += 1


def _cut(text: str, room: int) -> Iterator[str]:
    rest = text.strip()
    while _size(rest) > room:
        end = _end(rest, room)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def _end(text: str, room: int) -> int:
    """How many characters go into the next part."""
    units = list(_units(text, room))
    whole = [
        end
        for end, size in zip(accumulate(map(len, units)), accumulate(map(_size, units)), strict=True)
        if size <= room
    ]
    allowed = set(whole)
    for pause in _ENDS:
        ends = [found.end() for found in pause.finditer(text, 0, whole[-1]) if found.end() in allowed]
        if ends and _size(text[: ends[-1]].rstrip()) * 3 > room:
            return ends[-1]
    return whole[-1]


def _units(text: str, room: int) -> Iterator[str]:
    """What must stay together, from the front, until a little more than `room` bytes are given."""
    at = given = 0
    while at < len(text) and given <= room:
        unit = _unit(text, at, room)
        yield unit
        at += len(unit)
        given += _size(unit)


def _unit(text: str, at: int, room: int) -> str:
    for together in (_PAIR, _TAG, _CLUSTER):
        found = together.match(text, at)
        if found and _size(found[0]) <= room:
            return found[0]
    return text[at]


def _size(text: str) -> int:
    return len(text.encode())
