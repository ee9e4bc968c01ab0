"""A quote is verbatim in the answer and, by its spans, in the messages as they were sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.content import Span
from backend.reports.quotes import place
from backend.reports.record import Message, Part, joined
from tests.fakes.interviews import part
from tests.fakes.plain_scorer import PlainEvidence


def evidence(text: str, start: int, end: int) -> PlainEvidence:
    return PlainEvidence(text[start:end], start, end, "4")


def test_a_quote_over_two_messages_and_two_parts() -> None:
    (answer,) = joined([part("q1", "先停机", "再报班长"), part("q1", "后来没再发生", first_message=9)])
    quote = place(evidence(answer.text, 1, 12), answer)
    assert quote.quote == "停机\n再报班长\n后来没"
    assert quote.message_ids == (1, 2, 9)
    assert quote.spans == (Span(message_id=1, start=1, end=3), Span(message_id=2, start=0, end=4),
                           Span(message_id=9, start=0, end=3))  # fmt: skip


def test_spaces_cut_off_by_the_interviewer_are_counted() -> None:
    (answer,) = joined([part("q1", "  先停机 ", text="先停机")])
    assert place(evidence(answer.text, 0, 3), answer).spans == (Span(message_id=1, start=2, end=5),)


def test_a_voice_message_has_an_id_and_no_span() -> None:
    (answer,) = joined([Part(1, "q1", "novice", "situational", "先停机", (Message(7, ""),))])
    quote = place(evidence(answer.text, 0, 2), answer)
    assert (quote.message_ids, quote.spans) == ((7,), ())


def test_a_quote_that_is_not_verbatim_is_refused() -> None:
    (answer,) = joined([part("q1", "先停机")])
    with pytest.raises(ValueError, match="not verbatim"):
        place(PlainEvidence("先关机", 0, 3, "4"), answer)


words = st.text(st.sampled_from("停机报班长 \n😀e\u0301"), min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=3), st.data())
def test_spans_say_the_same_words_as_the_quote(parts: list[list[str]], data: st.DataObject) -> None:
    (answer,) = joined([part("q1", *said, first_message=10 * at + 1) for at, said in enumerate(parts)])
    start = data.draw(st.integers(0, len(answer.text) - 1))
    end = data.draw(st.integers(start + 1, len(answer.text)))
    quote = place(evidence(answer.text, start, end), answer)
    sent = {message.id: message.text for one in answer.parts for message in one.messages}
    pieces = "".join(sent[span.message_id][span.start : span.end] for span in quote.spans)
    assert "".join(pieces.split()) == "".join(quote.quote.split())
