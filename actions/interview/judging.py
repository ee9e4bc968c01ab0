"""The quick look at an answer that the engine is lent: which pieces are there, so that it knows what to ask."""

from collections.abc import Callable
from typing import Protocol


class Pieces(Protocol):
    """What an answer already holds, as a quick look sees it."""

    @property
    def situation(self) -> bool:
        """A concrete occasion."""

    @property
    def action(self) -> bool:
        """Something was done."""

    @property
    def result(self) -> bool:
        """How it ended."""

    @property
    def prevention(self) -> bool:
        """What keeps it from happening again."""

    @property
    def own(self) -> bool:
        """The person's own doing, not somebody else's."""

    @property
    def hypothetical(self) -> bool:
        """What one would do, not what one did."""

    @property
    def empty(self) -> bool:
        """Nothing to go on."""


Judge = Callable[[str, str, str], Pieces]
"""(question id, branch, answer so far) to what it holds. Must be pure."""
