"""The part of an answer that a model gets to see, and the way back from its quotes to the candidate's characters."""

from dataclasses import dataclass

from actions.scoring.normalise import fold
from actions.scoring.reading import Read, Reading

_LEAST = {"zh": 2, "ja": 3, "ko": 2, "en": 4}


@dataclass(frozen=True)
class Span:
    """Offsets into the folded text."""

    start: int
    end: int

    def overlap(self, start: int, end: int) -> int:
        """How many folded characters are shared."""
        return max(0, min(self.end, end) - max(self.start, start))


def passages(reading: Reading) -> tuple[Span, ...]:
    """Runs of kept clauses with nothing removed between them; a quote must lie within one."""
    runs: list[Span] = []
    joined = False
    for r in reading.reads:
        if r.dropped:
            joined = False
            continue
        if joined and not _worded(reading, runs[-1].end, r.clause.start):
            runs[-1] = Span(runs[-1].start, r.clause.end)
        else:
            runs.append(Span(r.clause.start, r.clause.end))
        joined = True
    return tuple(runs)


def text(reading: Reading) -> str:
    """The passages as the candidate wrote them, one a line."""
    return "\n".join(reading.raw[slice(*reading.folded.span(p.start, p.end))] for p in passages(reading))


def size(reading: Reading) -> int:
    """Letters and digits left to judge."""
    return sum(1 for r in reading.kept for char in r.clause.text if char.isalnum())


def find(quote: str, reading: Reading) -> Span | None:
    """Where the quote stands, letter by letter after folding and without regard to punctuation; None if nowhere."""
    wanted = _letters(fold(quote, reading.words).text)
    if len(wanted) < _LEAST[reading.words.language]:
        return None
    for passage in passages(reading):
        span = _within(wanted, reading, passage)
        if span is not None:
            return span
    return None


def clauses(span: Span, reading: Reading) -> tuple[int, ...]:
    """Indices of the kept clauses of which the span covers at least a third or six characters."""
    return tuple(i for i, r in enumerate(reading.reads) if not r.dropped and _covers(span, r))


def _covers(span: Span, read: Read) -> bool:
    shared = span.overlap(read.clause.start, read.clause.end)
    return shared >= min(6, max(2, (read.clause.end - read.clause.start) / 3))


def _within(wanted: str, reading: Reading, passage: Span) -> Span | None:
    """First occurrence in the passage; in English only whole words."""
    folded = reading.folded.text
    places = [i for i in range(passage.start, passage.end) if folded[i].isalnum()]
    letters = "".join(folded[i] for i in places)
    at = letters.find(wanted)
    while at >= 0:
        span = Span(places[at], places[at + len(wanted) - 1] + 1)
        if reading.words.language != "en" or _whole(folded, span):
            return span
        at = letters.find(wanted, at + 1)
    return None


def _whole(folded: str, span: Span) -> bool:
    before, after = folded[span.start - 1 : span.start], folded[span.end : span.end + 1]
    return not before.isalnum() and not after.isalnum()


def _letters(folded: str) -> str:
    return "".join(char for char in folded if char.isalnum())


def _worded(reading: Reading, start: int, end: int) -> bool:
    """True if something was said between the two offsets: fillers are folded away, small talk is not."""
    return any(char.isalnum() for char in reading.folded.text[start:end])
