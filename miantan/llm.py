"""The LLM scorer, wired: endpoint from the settings, embedded scorer behind it, costs counted and logged."""

from dataclasses import asdict, dataclass, field

import structlog

from actions.scoring.api import Scorer, embedded
from actions.scoring.llm.ports import Record
from actions.scoring.methods.llm import LlmSettings, llm
from backend.llm.endpoint import Endpoint
from backend.llm.settings import LlmEndpointSettings

log = structlog.get_logger()


class NotSetUp(Exception):
    """Settings are missing; the text names them."""


@dataclass
class CostLog:
    """Logs each record and keeps the sum. A record holds codes and numbers only."""

    records: list[Record] = field(default_factory=list)

    def note(self, record: Record) -> None:
        """Log one and keep it."""
        self.records.append(record)
        log.info("llm.scored", **asdict(record))

    @property
    def summary(self) -> str:
        """One line for the terminal."""
        sent, received = (
            sum(r.prompt_tokens for r in self.records),
            sum(r.completion_tokens for r in self.records),
        )
        fallen = sum(1 for r in self.records if r.outcome == "fallback")
        seconds = sum(r.seconds for r in self.records)
        return f"llm: {sent} + {received} tokens, {seconds:.1f} s, {fallen} fell back to embedded"


def scorer(settings: LlmEndpointSettings, costs: CostLog) -> Scorer:
    """The LLM scorer. Raises `NotSetUp` before anybody is contacted."""
    if settings.missing:
        names = ", ".join(f"MIANTAN_LLM__{name.upper()}" for name in settings.missing)
        raise NotSetUp(f"--method llm: {names} not set")
    return llm(LlmSettings(), Endpoint(settings), embedded(), costs)
