"""Finds what the law does not let people be sorted by. It blocks; only a person with the legal role can let a rule stand."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from backend.screening.rules import Condition, Op, Rules, conditions

WORKING_AGE: Final = 18
"""Years. Up to here a minimum age protects (劳动法 art. 15, 64; 未成年工特殊保护规定); a higher one shuts people out."""


@dataclass(frozen=True)
class Risk:
    """A rule and what it may sort by, as a code."""

    rule: str
    risk: str


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: tuple[str, ...]
    words: tuple[str, ...]


def risks(rules: Rules) -> tuple[Risk, ...]:
    """Every risk of every rule, each once, in order."""
    found = [
        Risk(rule.id, risk) for rule in rules.rules for one in conditions(rule.must) for risk in _of(one)
    ]
    return tuple(dict.fromkeys(found))


def _of(one: Condition) -> list[str]:
    if one.field == "age":
        minimum = one.op is Op.AT_LEAST and isinstance(one.value, int) and one.value <= WORKING_AGE
        return [] if minimum else ["age"]
    said = " ".join(unicodedata.normalize("NFKC", word).lower() for word in one.words)
    return [name for name, topic in _topics().items() if one.field in topic.fields or _says(topic, said)]


def _says(topic: _Topic, said: str) -> bool:
    return any(re.search(pattern, said) for pattern in topic.words)


@cache
def _topics() -> Mapping[str, _Topic]:
    held = yaml.safe_load(resources.files(__package__).joinpath("risks.yaml").read_text("utf-8"))
    return {name: _Topic.model_validate(topic) for name, topic in held.items()}
