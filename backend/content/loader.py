"""Reads the content files into one `Content`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from backend.content import files
from backend.content.errors import ContentError
from backend.content.models import (
    Dimension,
    FaqEntry,
    ForbiddenFile,
    Part,
    Position,
    Settings,
    Site,
    SiteQuestion,
)
from backend.content.pack import Content
from backend.content.text import LANGUAGES, Language

M = TypeVar("M", bound=BaseModel)
S = TypeVar("S", SiteQuestion, Site)


class SitesFile(Part):
    """sites.yaml"""

    question_bank: tuple[SiteQuestion, ...]
    sites: tuple[Site, ...]


class FaqFile(Part):
    """faq.yaml"""

    faq: Mapping[str, FaqEntry]


class LocaleFile(Part):
    """locales/<language>.yaml: every line the bot, the card and the report may say."""

    language: Language
    lines: Mapping[str, str]


def load(root: Path | None = None) -> Content:
    """The content under `root` (the shipped one by default); ContentError names file, place and fault.

    `backend.content.check` finds what is loadable but wrong.
    """
    root = root or files.SHIPPED
    sites = parse(SitesFile, "sites.yaml", files.read(root, "sites.yaml"))
    return Content(
        settings=parse(Settings, "settings.yaml", files.read(root, "settings.yaml")),
        dimensions={part.id: part for part in _folder(root, "dimensions", Dimension)},
        positions={part.id: part for part in _folder(root, "positions", Position)},
        question_bank=_unique("question_bank", sites.question_bank),
        sites=_unique("sites", sites.sites),
        faq=parse(FaqFile, "faq.yaml", files.read(root, "faq.yaml")).faq,
        locales={language: _locale(root, language) for language in LANGUAGES},
    )


def model_of(name: str) -> type[BaseModel]:
    """Which shape a file must have."""
    folders: dict[str, type[BaseModel]] = {
        "dimensions": Dimension,
        "positions": Position,
        "locales": LocaleFile,
        "settings.yaml": Settings,
        "faq.yaml": FaqFile,
        "sites.yaml": SitesFile,
        "forbidden.yaml": ForbiddenFile,
    }
    return folders[name.split("/", maxsplit=1)[0]]


def parse(model: type[M], name: str, value: Mapping[str, Any]) -> M:
    """`value` as `model`, or ContentError at its first fault."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        where, message = faults(error)[0]
        raise ContentError(name, where, message) from error


def faults(error: ValidationError) -> list[tuple[str, str]]:
    """(dotted place, what is wrong) for each fault."""
    return [(".".join(str(step) for step in fault["loc"]), fault["msg"]) for fault in error.errors()]


def _unique(where: str, parts: Sequence[S]) -> dict[str, S]:
    by_id: dict[str, S] = {}
    for part in parts:
        if part.id in by_id:
            raise ContentError("sites.yaml", f"{where}.{part.id}", "the id is used twice")
        by_id[part.id] = part
    return by_id


def _folder(root: Path, folder: str, model: type[M]) -> list[M]:
    found = []
    for name in (name for name in files.names(root) if name.startswith(f"{folder}/")):
        part = parse(model, name, files.read(root, name))
        if getattr(part, "id") != Path(name).stem:  # noqa: B009 - M has an id by convention
            raise ContentError(name, "id", "must equal the file name")
        found.append(part)
    return found


def _locale(root: Path, language: Language) -> Mapping[str, str]:
    name = f"locales/{language}.yaml"
    locale = parse(LocaleFile, name, files.read(root, name))
    if locale.language != language:
        raise ContentError(name, "language", "must equal the file name")
    return locale.lines
