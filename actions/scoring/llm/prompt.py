"""Messages for one question and one dimension, put together from `prompts/<language>.yaml`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml

from actions.scoring.api import Item
from actions.scoring.llm.ports import Messages

_FOLDER = Path(__file__).parents[1] / "prompts"
_FIELDS = ("anchor", "quote", "polarity", "owner")


@dataclass(frozen=True)
class Prompt:
    """Wording of one language. `version` is a hash over the file."""

    system: str
    anchors: Mapping[str, str]
    order: Mapping[str, str]
    user: str
    examples: Sequence[Mapping[str, object]]
    version: str

    def messages(self, item: Item, answer: str, sample: int) -> Messages:
        """One request. `sample` rotates the anchors and turns the order of the levels, always in the same way."""
        tag = _digest(item.question, answer, str(sample))[:12]
        names = _rotated(list(self.anchors), sample)
        listed = "\n".join(f"{name}：{self.anchors[name]}" for name in names)
        system = ("system", self.system.format(anchors=listed, tag=tag))
        return (
            system,
            *self._shots(item, tag),
            ("user", self._ask(item, answer, tag, down=bool(sample % 2))),
        )

    def _ask(self, item: Item, answer: str, tag: str, *, down: bool) -> str:
        levels = sorted(item.rubric.items(), reverse=down)
        return self.user.format(
            tag=tag,
            dimension=item.dimension,
            question=item.question,
            order=self.order["down" if down else "up"],
            rubric="\n".join(f"- {anchor}" for _, anchor in levels),
            answer=answer,
        )

    def _shots(self, item: Item, tag: str) -> list[tuple[str, str]]:
        """Worked examples, never of the candidate's own position."""
        found = []
        for shot in self.examples:
            if shot["position"] != item.position:
                asked = Item("", "", str(shot["dimension"]), str(shot["question"]), {}, "")
                quotes = [dict(zip(_FIELDS, quote, strict=True)) for quote in shot["quotes"]]  # type: ignore[attr-defined]
                found.append(("user", self._ask(asked, str(shot["answer"]), tag, down=False)))
                found.append(("assistant", json.dumps({"quotes": quotes}, ensure_ascii=False)))
        return found


@cache
def prompt(language: str) -> Prompt:
    """The prompt for answers in this language; Japanese and Korean share the English one."""
    raw = (_FOLDER / ("zh.yaml" if language == "zh" else "en.yaml")).read_bytes()
    return Prompt(**yaml.safe_load(raw), version=sha256(raw).hexdigest()[:8])


def seed(item: Item, answer: str, sample: int) -> int:
    """A seed that depends on nothing but what is asked; 31 bits, which every endpoint takes."""
    return int(_digest(item.question, item.dimension, answer, str(sample))[:8], 16) >> 1


def _rotated(names: list[str], sample: int) -> list[str]:
    at = sample % len(names)
    return names[at:] + names[:at]


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
