"""What a report needs from outside: something that scores one answer, in the shapes of the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class Item:
    """One whole answer to one question. `rubric`: level ("1".."5") to anchor, in the interview's language."""

    id: str
    position: str
    dimension: str
    question: str
    rubric: Mapping[str, str]
    answer: str
    question_kind: Literal["behavioural", "situational"] | None = None
    asr_confidence: float | None = None


class Evidence(Protocol):
    """A verbatim piece of the answer: `answer[start:end] == quote`, in code points."""

    @property
    def quote(self) -> str:
        """The words."""
        ...

    @property
    def start(self) -> int:
        """Where they begin."""
        ...

    @property
    def end(self) -> int:
        """Where they end."""
        ...

    @property
    def anchor(self) -> str:
        """What in the rubric they speak for."""
        ...


class Score(Protocol):
    """What the scorer found. `level` None: insufficient evidence, which is not a low level."""

    @property
    def level(self) -> int | None:
        """1 to 5."""
        ...

    @property
    def confidence(self) -> float:
        """0 to 1."""
        ...

    @property
    def review(self) -> bool:
        """A person should look at this answer."""
        ...

    @property
    def evidence(self) -> Sequence[Evidence]:
        """In the order of the answer."""
        ...

    @property
    def flags(self) -> Sequence[str]:
        """Short codes."""
        ...

    @property
    def method(self) -> str:
        """Which scorer, and which of its versions."""
        ...

    @property
    def rubric_hash(self) -> str:
        """Which anchors."""
        ...

    def to_json(self) -> Mapping[str, object]:
        """The score as one line of batch output."""
        ...


class Scorer(Protocol):
    """Scores one answer; the same item gives the same score, byte for byte."""

    def score(self, item: Item) -> Score:
        """Takes CPU, up to some 100 ms: not to be called with a transaction open."""
        ...
