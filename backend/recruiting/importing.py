"""Many candidates at once from a file: the good lines go in, each broken one is named."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.clock import Clock
from backend.content.pack import Content
from backend.content.text import LANGUAGES, Text
from backend.recruiting import applications, phones
from backend.recruiting.applications import NewApplication
from backend.recruiting.errors import InvalidField
from backend.recruiting.sheet import REQUIRED, BadCell, Row, read
from backend.store.crypto import keys
from backend.store.unit_of_work import Database

CHUNK: Final = 200
"""Lines to a commit: a crash loses no more, and a second run finds what is in."""
_SPOKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("zh", "zh-cn", "chinese", "中文", "汉语", "普通话", "中国語", "중국어"),
    "en": ("en", "english", "英语", "英文", "英語", "영어"),
    "ja": ("ja", "japanese", "日语", "日文", "日本語", "일본어"),
    "ko": ("ko", "korean", "韩语", "韩文", "韓国語", "한국어"),
}


@dataclass(frozen=True)
class BrokenLine:
    """A line that did not go in. `line` counts from 1 with the heading; `reason` is a short code."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class ImportResult:
    """What became of the lines."""

    created: int
    duplicates: int
    errors: tuple[BrokenLine, ...]


async def import_candidates(
    path: Path,
    database: Database,
    clock: Clock,
    content: Content,
    source: str = "csv",
    *,
    actor: str = "import",
    within: frozenset[str] | None = None,
) -> ImportResult:
    """Store every good line of the file as an application from `source`; the same file again creates nothing.

    Without an external id, a line is known by its number, position and site. Raises `sheet.BadSheet` when the
    file as a whole cannot be read.
    """
    created = duplicates = 0
    errors: list[BrokenLine] = []
    for chunk in _chunks(read(path)):
        good, broken = _sorted_out(chunk, content, source)
        errors += broken
        async with database.unit_of_work() as session:
            made = await applications.create_many(session, clock, good, actor=actor, within=within)
        fresh = [is_new for _, is_new in made]
        created += sum(fresh)
        duplicates += len(fresh) - sum(fresh)
    return ImportResult(created, duplicates, tuple(errors))


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk


def _sorted_out(
    chunk: list[Row], content: Content, source: str
) -> tuple[list[NewApplication], list[BrokenLine]]:
    good: list[NewApplication] = []
    broken: list[BrokenLine] = []
    for row in chunk:
        try:
            new = _application(row, content, source)
            applications.check(new)
            good.append(new)
        except (BadCell, InvalidField) as error:
            broken.append(BrokenLine(row.line, error.field, error.reason))
    return good, broken


def _application(row: Row, content: Content, source: str) -> NewApplication:
    for field in REQUIRED:
        if not row.checked(field):
            raise BadCell(field, "missing")
    phone = phones.normalise(row.checked("phone"))
    position_id = _one_of("position", row, {key: item.title for key, item in content.positions.items()})
    site_id = _one_of("site", row, {key: item.name for key, item in content.sites.items()})
    if site_id not in content.sites_of(position_id):
        raise BadCell("site", "no_opening")
    return NewApplication(
        name=row.checked("name"),
        position_id=position_id,
        site_id=site_id,
        source=source,
        external_id=row.checked("external_id") or _own_id(phone, position_id, site_id),
        phone=phone,
        email=row.checked("email") or None,
        language=_language(row),
    )


def _one_of(field: str, row: Row, known: Mapping[str, Text]) -> str:
    said = row.checked(field).casefold()
    for key, name in known.items():
        if said == key or said in (name.said_in(language).casefold() for language in LANGUAGES):
            return key
    raise BadCell(field, "unknown")


def _language(row: Row) -> str:
    said = row.checked("language").casefold().replace("_", "-") or "zh"
    for language, names in _SPOKEN.items():
        if said in names:
            return language
    raise BadCell("language", "unknown")


def _own_id(phone: str, position_id: str, site_id: str) -> str:
    return keys.lookup_hash(f"csv:{phone}:{position_id}:{site_id}")[:32]
