"""From figures to a suggestion. It goes to a person in any case; some things go to a person before anything else."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from backend.content.models import Bands
from backend.reports import repeated
from backend.reports.content import Band, Because, KnockoutFact

LOW_CONFIDENCE: Final = 0.5
"""Below this (0-1), over all dimensions by weight, a person must look before anything else happens."""


def because(
    knockouts: Iterable[KnockoutFact], total: float | None, confidence: float, flags: Sequence[str]
) -> Iterator[Because]:
    """Every reason for a person to look first; none when all is clear."""
    if any(knockout.must and knockout.state != "met" for knockout in knockouts):
        yield Because.KNOCKOUT
    if total is None:
        yield Because.NO_EVIDENCE
    elif confidence < LOW_CONFIDENCE:
        yield Because.LOW_CONFIDENCE
    if "injection" in flags:
        yield Because.INJECTION
    if repeated.FLAG in flags:
        yield Because.REPEATED_STORY


def band(total: float | None, reasons: Sequence[Because], bands: Bands) -> Band:
    """What to suggest for a total on 0-10, as rounded for people."""
    if reasons or total is None:
        return Band.REVIEW
    if total >= bands.recommend:
        return Band.RECOMMEND
    return Band.REVIEW if total >= bands.review else Band.NOT_YET
