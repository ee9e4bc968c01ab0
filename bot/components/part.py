"""One clause of a message, and what it may mean."""

from collections.abc import Mapping
from dataclasses import dataclass

Probabilities = Mapping[str, float]
"""Probability by intent, adding up to one."""


@dataclass(frozen=True)
class Part:
    """A clause: as it was written, in comparable form, and the probability of each intent."""

    written: str
    text: str
    chances: Probabilities

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return max(self.chances, key=lambda name: self.chances[name])
