"""Verbatim quotes for what was counted: neighbouring clauses of one role become one quote."""

from dataclasses import dataclass

from actions.scoring.reading import Read, Reading

ANCHORS = {"S": "situation", "A": "action", "R": "result", "P": "prevention", "B": "counter_behaviour"}
_LEAST = 0.2


@dataclass(frozen=True)
class Evidence:
    """`answer[start:end] == quote`, in Unicode code points of the answer as it came in."""

    quote: str
    start: int
    end: int
    anchor: str


def quotes(reading: Reading, roles: str) -> tuple[Evidence, ...]:
    """Quotes for the given roles in reading order; only clauses no gate removed and no one else's deeds."""
    runs: list[tuple[str, Read, Read, int]] = []
    for i, r in enumerate(reading.reads):
        role = _role(reading, r, roles)
        if role is None:
            continue
        if runs and runs[-1][0] == role and runs[-1][3] == i - 1 and _adjoins(runs[-1][2], r):
            runs[-1] = (role, runs[-1][1], r, i)
        else:
            runs.append((role, r, r, i))
    return tuple(_quote(reading, role, first, last) for role, first, last, _ in runs)


def _role(reading: Reading, read: Read, roles: str) -> str | None:
    if read.dropped or read.best not in roles or reading.weight(read, read.best) < _LEAST:
        return None
    return read.best


def _adjoins(before: Read, after: Read) -> bool:
    return before.clause.sentence == after.clause.sentence


def _quote(reading: Reading, role: str, first: Read, last: Read) -> Evidence:
    start, end = reading.folded.span(first.clause.start, last.clause.end)
    return Evidence(reading.raw[start:end], start, end, ANCHORS[role])
