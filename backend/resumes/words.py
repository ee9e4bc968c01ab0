"""The names that résumés give to their parts, from `words.yaml`."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """See the file for what each list is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headings: dict[str, tuple[str, ...]]
    labels: dict[str, tuple[str, ...]]
    not_theirs: tuple[str, ...]
    degrees: dict[str, tuple[str, ...]]
    certificates: tuple[str, ...]

    def rank(self, degree: str) -> int:
        """Higher for the higher degree; -1 for none that we know."""
        order = list(self.degrees)
        return order.index(degree) if degree in order else -1

    def heading(self, line: str) -> str | None:
        """Which part this line begins, if it is a heading."""
        said = bare(line)
        return next((part for part, names in self.headings.items() if said in map(bare, names)), None)


@cache
def words() -> Words:
    """The words we ship."""
    return Words.model_validate(
        yaml.safe_load(resources.files(__package__).joinpath("words.yaml").read_text("utf-8"))
    )


def bare(said: str) -> str:
    """Without spaces and decoration, in lower case."""
    return re.sub(r"[\W_]", "", said).casefold()


def any_of(names: Iterable[str]) -> str:
    """A pattern for any of these, the longest first; spaces between Chinese letters do not matter.

    >>> bool(re.fullmatch(any_of(["姓名"]), "姓  名"))
    True
    """
    return "|".join(_loose(name) for name in sorted(names, key=len, reverse=True))


def _loose(name: str) -> str:
    if name.isascii():
        return rf"\b{re.escape(name)}\b"
    return r"[ \u3000]{0,4}".join(re.escape(letter) for letter in name if not letter.isspace())
