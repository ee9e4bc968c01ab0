"""The plainest pieces of a page. Text is always text: nothing said by anyone is ever read as HTML."""

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement


class Words(TextElement):
    """An HTML element that holds one piece of text."""

    def __init__(self, name: str, content: str) -> None:
        super().__init__(tag=name, text=content)


def tag(name: str, classes: str = "") -> Element:
    """An HTML element to put others into."""
    return ui.element(name).classes(classes)


def text(content: str, name: str = "p", classes: str = "") -> Words:
    """An HTML element with text."""
    element = Words(name, content)
    element.classes(classes)
    return element


def link(content: str, address: str, classes: str = "") -> Words:
    """A link. The address is ours: never pass on what someone else wrote."""
    element = text(content, "a", classes)
    element.props["href"] = address
    return element


def chip(content: str, kind: str) -> Words:
    """A small label. The word says it; the colour only helps."""
    return text(content, "span", f"chip {kind}")
