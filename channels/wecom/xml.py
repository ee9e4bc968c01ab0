"""The XML of WeCom callbacks: flat fields, some nested lists, no document type and no entities.

expat is used directly because the ready-made parsers accept document types.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from channels.callbacks import BadCallback

DEEPEST: Final = 16
MOST_BYTES: Final = 1024 * 1024


@dataclass
class _Node:
    name: str
    text: list[str] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Element:
    """One element: its own text, the text of its direct children, and every element below it by name."""

    _node: _Node

    @property
    def fields(self) -> Mapping[str, str]:
        """Text of the direct children by name; of equal names the last counts."""
        return {child.name: "".join(child.text).strip() for child in self._node.children}

    def all(self, name: str) -> Iterator[str]:
        """The text of every element of that name, at any depth, in order."""
        waiting = [self._node]
        while waiting:
            node = waiting.pop()
            if node.name == name:
                yield "".join(node.text).strip()
            waiting.extend(reversed(node.children))


def read(document: bytes) -> Element:
    """The root element. Raises BadCallback for anything that is not small, flat, well-formed XML.

    >>> read(b"<xml><A><![CDATA[1]]></A></xml>").fields
    {'A': '1'}
    """
    if len(document) > MOST_BYTES:
        raise BadCallback("size")
    reader = _Reader()
    try:
        reader.parser.Parse(document, True)
    except (expat.ExpatError, ValueError):
        raise BadCallback("xml") from None
    return Element(reader.root)


class _Reader:
    def __init__(self) -> None:
        self.root = _Node("")
        self._open: list[_Node] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise BadCallback("depth")
        node = _Node(name)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        self._open[-1].text.append(data)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise BadCallback("document type")
