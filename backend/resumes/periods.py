"""Times of work and study: what stands beside a span of months."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from backend.resumes.reading import Found, Job
from backend.resumes.sections import Section

_MONTH: Final = r"((?:19|20)\d\d)(?:[ ]?[年./-][ ]?(0?[1-9]|1[0-2])(?!\d)[ ]?月?|年)?"
_NOW: Final = r"至今|现在|目前|present|now|current"
_TO: Final = r"(?:-|–|—|~|至|到|to)"
PERIOD: Final = re.compile(
    rf"{_MONTH}[ ]{{0,3}}(?:{_TO}{{1,3}}[ ]{{0,3}}{_MONTH}|{_TO}{{0,3}}[ ]{{0,3}}({_NOW}))", re.IGNORECASE
)
_LIKELY: Final = 0.8
_DECORATION: Final = " \t|-–—:•·●*\n"


def jobs(text: str, parts: Sequence[Section]) -> tuple[Job, ...]:
    """One for each span of months in these parts, in the order in which they stand."""
    return tuple(job for part in parts for job in _in_part(text, part))


def months(held: Iterable[Job], now: str) -> int:
    """How many months they cover together, overlaps counted once; `now`: YYYY-MM.

    >>> at = Found("", 0, 0, 1)
    >>> months([Job(at, "2020-01", "2020-12"), Job(at, "2020-06", "2021-01")], "2026-01")
    13
    """
    covered: set[int] = set()
    for job in held:
        covered.update(range(_count(job.begin), min(_count(job.end or now), _count(now)) + 1))
    return len(covered)


def _in_part(text: str, part: Section) -> Iterable[Job]:
    hits = list(PERIOD.finditer(text, part.start, part.end))
    begins = [text.rfind("\n", part.start, hit.start()) + 1 or part.start for hit in hits]
    for hit, begin, until in zip(hits, begins, [*begins[1:], part.end], strict=True):
        line_end = text.find("\n", hit.end(), until)
        beside = [(hit.end(), until if line_end < 0 else line_end), (begin, hit.start()), (hit.end(), until)]
        for start, end in beside:
            said = text[start:end].strip(_DECORATION)
            if said:
                break
        said = said.split("\n")[0].strip(_DECORATION)
        at = text.index(said, start) if said else hit.start()
        yield Job(Found(said, at, at + len(said), _LIKELY), _month(hit[1], hit[2]), _end(hit))


def _end(hit: re.Match[str]) -> str:
    return "" if hit[5] else _month(hit[3], hit[4])


def _month(year: str, month: str | None) -> str:
    return f"{year}-{int(month or 1):02}"


def _count(month: str) -> int:
    year, _, rest = month.partition("-")
    return int(year) * 12 + int(rest)
