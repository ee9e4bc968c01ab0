"""Everything that can be wrong with content, found before a candidate hears it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backend.content import check_ages, check_facts, check_questions, check_sense, check_words, files
from backend.content.errors import ContentError
from backend.content.finding import Finding
from backend.content.forbidden import Guard
from backend.content.loader import load, model_of
from backend.content.text import LANGUAGES


def check(root: Path | None = None) -> list[Finding]:
    """All faults of the content under `root` (the shipped one by default), sorted; empty when it may be used.

    Shapes first; what the content says as a whole is looked at only when every file has its shape.
    """
    root = root or files.SHIPPED
    found = set(_files(root))
    if not found:
        found.update(_whole(root))
    return sorted(found)


def _files(root: Path) -> Iterator[Finding]:
    for name in files.names(root):
        try:
            value = files.read(root, name)
        except ContentError as error:
            yield Finding(error.file, error.where, error.message)
            continue
        yield from _shape(name, value)
        yield from check_words.look(name, value)


def _shape(name: str, value: dict[str, Any]) -> Iterator[Finding]:
    try:
        model_of(name).model_validate(value)
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join(str(step) for step in fault["loc"])
            yield Finding(name, where, _said(fault["type"], str(fault["loc"][-1:]), fault["msg"]))


def _said(kind: str, last: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key"
    if kind == "missing":
        return "missing translation" if any(language in last for language in LANGUAGES) else "missing"
    return message.removeprefix("Value error, ")


def _whole(root: Path) -> Iterator[Finding]:
    try:
        content, guard = load(root), Guard.read(root)
    except ContentError as error:
        yield Finding(error.file, error.where, error.message)
        return
    yield from check_sense.look(content)
    yield from check_facts.look(content)
    yield from check_ages.look(content)
    yield from check_questions.look(content, guard)
