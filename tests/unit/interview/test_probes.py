import pytest

from actions.interview.probes import choose
from tests.transcripts.held import Held


@pytest.mark.parametrize(
    ("held", "asks"),
    [
        ("", "action"),
        ("empty", "situation"),
        ("hypothetical action own", "situation"),
        ("situation", "action"),
        ("situation result", "action"),
        ("situation action", "ownership"),
        ("situation action own", "result"),
        ("action own", "result"),
        ("action own result", None),
        ("situation action own result prevention", None),
        ("situation action own result hypothetical", None),
    ],
)
def test_what_a_told_event_lacks_is_asked_for_in_order(held: str, asks: str | None) -> None:
    probe = choose(Held(**dict.fromkeys(held.split(), True)), "behavioural", "我先停了机器")
    assert (probe.asks if probe else None) == asks


@pytest.mark.parametrize(
    ("held", "answer", "asks"),
    [
        ("", "停", "hypothetical"),
        ("empty", "好的", "hypothetical"),
        ("action", "班长会停", "hypothetical"),
        ("action own", "我会先停机", "hypothetical"),
        ("action own", "我会先停机，" * 10, None),
        ("action own prevention", "我会先停机", None),
        ("situation action own", "我会先停机", None),
    ],
)
def test_what_one_would_do_needs_no_result(held: str, answer: str, asks: str | None) -> None:
    probe = choose(Held(**dict.fromkeys(held.split(), True)), "situational", answer)
    assert (probe.asks if probe else None) == asks
