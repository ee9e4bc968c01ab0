"""The XML of WeCom callbacks: flat fields, no document type and no entities.

expat is used directly because the ready-made parsers accept document types.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from channels.callbacks import BadCallback

DEEPEST: Final = 16
MOST_BYTES: Final = 1024 * 1024
FIELD: Final = 2
"""Depth of the fields; what is nested below them is not read."""


def read(document: bytes) -> Mapping[str, str]:
    """Text of the root's children by name. Raises BadCallback for anything but small, shallow, well-formed XML.

    >>> read(b"<xml><A><![CDATA[1]]></A></xml>")
    {'A': '1'}
    """
    if len(document) > MOST_BYTES:
        raise BadCallback("size")
    reader = _Reader()
    try:
        reader.parser.Parse(document, True)
    except (expat.ExpatError, ValueError):
        raise BadCallback("xml") from None
    return {name: "".join(parts).strip() for name, parts in reader.texts.items()}


class _Reader:
    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = defaultdict(list)
        self._open: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise BadCallback("depth")
        self._open.append(name)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        if len(self._open) == FIELD:
            self.texts[self._open[-1]].append(data)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise BadCallback("document type")
