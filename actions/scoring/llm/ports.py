"""What the LLM scorer needs from outside: a completion, and somewhere to note what it cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Messages = Sequence[tuple[str, str]]


class Reply(Protocol):
    """What came back. `problem` is a short code, empty when there is a text; a reply never raises."""

    @property
    def text(self) -> str:
        """The model's words; hostile until parsed."""
        ...

    @property
    def problem(self) -> str:
        """Why there is no text: `rate_limited`, `timeout`, …; never words of a person."""
        ...

    @property
    def prompt_tokens(self) -> int:
        """Tokens sent, as the endpoint counts them; 0 if it does not say."""
        ...

    @property
    def completion_tokens(self) -> int:
        """Tokens received."""
        ...

    @property
    def seconds(self) -> float:
        """How long it took, retries and waiting included."""
        ...


class Completion(Protocol):
    """A model that continues messages. Failures come back as `Reply.problem`."""

    @property
    def model(self) -> str:
        """The model's name, as it stands in `method` of a score."""
        ...

    def complete(
        self, messages: Messages, schema: Mapping[str, object], temperature: float, seed: int
    ) -> Reply:
        """Ask once for JSON of the schema. `messages` are pairs of role and words."""
        ...


@dataclass(frozen=True)
class Record:
    """What one score has cost and how it went, safe to log: no word of the item, of the model or of a person."""

    model: str
    prompt_hash: str
    temperature: float
    outcome: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    problems: tuple[str, ...]
    quotes_kept: int
    quotes_dropped: int
    levels: tuple[int | None, ...]


class Ledger(Protocol):
    """Keeps the records."""

    def note(self, record: Record) -> None:
        """Keep one."""
        ...
