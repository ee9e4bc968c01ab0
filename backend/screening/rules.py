"""What a rule may say. A rule names what must hold, and what becomes of those for whom it does not."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
DEGREES: Final = ("primary", "junior", "senior", "vocational", "college", "bachelor", "master", "doctor")
"""From the lowest to the highest."""
DEPTH: Final = 5
"""Levels of and/or within each other."""


class Sort(StrEnum):
    """What kind of value a field holds."""

    NUMBER = "number"
    DEGREE = "degree"
    DATE = "date"
    WORDS = "words"
    TEXT = "text"


FIELDS: Final[dict[str, Sort]] = {
    "degree": Sort.DEGREE,
    "experience_months": Sort.NUMBER,
    "age": Sort.NUMBER,
    "birth_date": Sort.DATE,
    "applied_on": Sort.DATE,
    "skills": Sort.WORDS,
    "certificates": Sort.WORDS,
    "experience": Sort.TEXT,
    "education": Sort.TEXT,
    "source": Sort.TEXT,
    "language": Sort.TEXT,
}
"""What is known of people; nothing else can be asked for."""


class Op(StrEnum):
    """How a field is compared. Words and text ignore case."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    NONE_OF = "none_of"


_LISTS: Final = frozenset({Op.ANY_OF, Op.ALL_OF, Op.NONE_OF})
_ALLOWED: Final[dict[Sort, frozenset[Op]]] = {
    Sort.NUMBER: frozenset({Op.AT_LEAST, Op.AT_MOST}),
    Sort.DATE: frozenset({Op.AT_LEAST, Op.AT_MOST}),
    Sort.DEGREE: frozenset({Op.AT_LEAST, Op.AT_MOST, Op.ANY_OF, Op.NONE_OF}),
    Sort.WORDS: _LISTS,
    Sort.TEXT: _LISTS,
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Part):
    """One field compared with one value, or with a list of words."""

    field: Literal[
        "degree", "experience_months", "age", "birth_date", "applied_on", "skills", "certificates",
        "experience", "education", "source", "language",
    ]  # fmt: skip
    op: Op
    value: (
        Annotated[int, Field(ge=0, le=1200)]
        | Word
        | Annotated[tuple[Word, ...], Field(min_length=1, max_length=100)]
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        sort = FIELDS[self.field]
        if self.op not in _ALLOWED[sort]:
            raise ValueError(f"{self.field} cannot be compared by {self.op}")
        if (self.op in _LISTS) != isinstance(self.value, tuple):
            raise ValueError(f"{self.op} takes {'a list' if self.op in _LISTS else 'one value'}")
        if sort is Sort.NUMBER and not isinstance(self.value, int):
            raise ValueError(f"{self.field} takes a number")
        if sort is Sort.DATE:
            date.fromisoformat(str(self.value))
        if sort is Sort.DEGREE and not set(self.words) <= set(DEGREES):
            raise ValueError(f"degree takes one of {', '.join(DEGREES)}")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The value as a list of words."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


class AllOf(_Part):
    """Every part must hold."""

    all: Annotated[tuple["Node", ...], Field(min_length=1, max_length=50)]


class AnyOf(_Part):
    """One part at least must hold."""

    any: Annotated[tuple["Node", ...], Field(min_length=1, max_length=50)]


Node = Condition | AllOf | AnyOf


class Rule(_Part):
    """`must` hold; `otherwise`: what becomes of those for whom it does not. Both ways they wait for a person."""

    id: Name
    must: Node
    otherwise: Literal["knockout", "route"] = "knockout"


class Rules(_Part):
    """All rules of one version."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("two rules have one id")
        if any(_depth(rule.must) > DEPTH for rule in self.rules):
            raise ValueError(f"more than {DEPTH} levels")
        return self


def conditions(node: Node) -> tuple[Condition, ...]:
    """All conditions within, from left to right."""
    if isinstance(node, Condition):
        return (node,)
    return tuple(one for part in _parts(node) for one in conditions(part))


def _parts(node: AllOf | AnyOf) -> tuple[Node, ...]:
    return node.all if isinstance(node, AllOf) else node.any


def _depth(node: Node) -> int:
    return 0 if isinstance(node, Condition) else 1 + max(map(_depth, _parts(node)))


AllOf.model_rebuild()
AnyOf.model_rebuild()
