"""Labelled answers, in the format of the development set: one JSON object a line."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from actions.scoring.api import Item
from actions.scoring.normalise import language_of

OWN = Path(__file__).parent / "sets"
FAIRNESS = {"adv_dialect_asr", "adv_codeswitch"}


@dataclass(frozen=True)
class Gold:
    """One labelled answer. `accept` are the levels that pass: attacks must not be over-scored."""

    item: Item
    level: int
    kind: str
    evidence: tuple[str, ...]
    accept: tuple[int, ...]

    @property
    def language(self) -> str:
        """Language of the question; an attack may come in another."""
        return language_of(self.item.question)

    @property
    def attack(self) -> bool:
        """True for an answer written to be scored too high."""
        return self.kind.startswith("adv_") and self.kind not in FAIRNESS

    def saying(self, answer: str) -> Item:
        """The same item with another answer."""
        return replace(self.item, answer=answer)


def load(path: Path) -> list[Gold]:
    """All answers of a file; raises KeyError or ValueError for a malformed line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_gold(line) for line in lines if line.strip()]


def _gold(line: str) -> Gold:
    raw = json.loads(line)
    item = Item(
        raw["id"], raw["position"], raw["dimension"], raw["question"], raw["rubric"], raw["answer"],
        raw.get("question_kind"),
    )  # fmt: skip
    return Gold(
        item, raw["gold_level"], raw["kind"], tuple(raw["gold_evidence"]), tuple(raw["accept_levels"])
    )
