"""Where a quote stands in the transcript: from offsets in the joined answer to offsets in single messages."""

from collections.abc import Iterator

from backend.reports.content import Quote, Span
from backend.reports.ports import Evidence
from backend.reports.record import Part, SpokenAnswer


def place(evidence: Evidence, answer: SpokenAnswer) -> Quote:
    """The quote with its messages. One whose words are not in the answer (a voice) has an id but no span.

    Raises ValueError when the quote is not verbatim: a score that cannot be shown must not be stored.
    """
    if answer.text[evidence.start : evidence.end] != evidence.quote:
        raise ValueError(f"the quote at {evidence.start} of {answer.question_id} is not verbatim")
    touched = [
        (at, part)
        for at, part in answer.placed()
        if at < evidence.end and evidence.start < at + len(part.text)
    ]
    spans = [span for at, part in touched for span in _spans(part, evidence.start - at, evidence.end - at)]
    return Quote(
        question_id=answer.question_id,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.quote,
        anchor=evidence.anchor,
        message_ids=tuple(message.id for _, part in touched for message in part.messages),
        spans=tuple(spans),
    )


def _spans(part: Part, start: int, end: int) -> Iterator[Span]:
    """The pieces of `part.text[start:end]` in the part's messages; both ends may lie outside the part."""
    searched = 0
    for message in part.messages:
        words = message.text.strip()
        at = part.text.find(words, searched) if words else -1
        if at < 0:
            continue
        searched = at + len(words)
        shift = message.text.index(words) - at
        first, last = max(start, at), min(end, searched)
        if first < last:
            yield Span(message_id=message.id, start=first + shift, end=last + shift)
