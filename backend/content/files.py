"""Content files as plain values, read strictly: no duplicate keys, no schema we do not know."""

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from backend.content.errors import ContentError
from backend.content.text import LANGUAGES

SCHEMA_VERSION: Final = 1
SINGLE: Final = ("settings.yaml", "faq.yaml", "sites.yaml", "forbidden.yaml")
SHIPPED: Final = Path(__file__).parent


class _StrictLoader(yaml.CSafeLoader):
    """YAML keeps the last of two equal keys without a word; a lost question must not be silent."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key {key!r}", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def names(root: Path) -> Iterator[str]:
    """Every content file under `root`, relative, in a fixed order."""
    yield from SINGLE
    for folder in ("dimensions", "positions"):
        yield from sorted(f"{folder}/{path.name}" for path in (root / folder).glob("*.yaml"))
    yield from (f"locales/{language}.yaml" for language in LANGUAGES)


def read(root: Path, name: str) -> dict[str, Any]:
    """The mapping in one file without its schema_version; ContentError with line when it cannot be read."""
    try:
        value = yaml.load((root / name).read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a safe loader, stricter
    except FileNotFoundError:
        raise ContentError(name, "", "the file is missing") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(name, _line(error), _problem(error)) from error
    if not isinstance(value, dict):
        raise ContentError(name, "", "must be a mapping")
    if value.pop("schema_version", None) != SCHEMA_VERSION:
        raise ContentError(name, "schema_version", f"must be there and be {SCHEMA_VERSION}")
    return value


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else ""


def _problem(error: Exception) -> str:
    return getattr(error, "problem", None) or "cannot be read as UTF-8 YAML"
