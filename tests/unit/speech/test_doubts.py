"""What a model makes up is not believed."""

import pytest

from backend.media.loudness import Loudness
from backend.speech.contract import Segment, Transcript
from backend.speech.doubts import doubts, is_worthless

CLEAR = Loudness(10.0, level=-20, floor=-60, peak=-3, clipped=0, low=0.1, open_end=False)


def _found(
    text: str, seconds: float = 10.0, confidence: float | None = 0.9, language: str = "zh"
) -> tuple[str, ...]:
    segments = (Segment(0, seconds, text, confidence),)
    heard = Transcript(text, language, confidence, seconds, "test", segments)
    return doubts(heard, CLEAR, 0.6)


def test_a_good_transcript_raises_none() -> None:
    assert _found("有一次上夜班，我发现冲床的防护门没有关好，我先按急停。") == ()


@pytest.mark.parametrize(
    ("text", "seconds", "doubt"),
    [
        ("", 3, "nothing_heard"),
        ("。。。", 3, "nothing_heard"),
        ("我们我们我们我们我们我们我们我们我们我们我们我们我们我们我们我们", 8, "loop"),
        ("谢谢观看！", 4, "phantom"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 6, "phantom"),
        ("我先停机再报告班长然后一起检查以后才继续生产", 1.0, "too_fast"),
    ],
)
def test_inventions_are_worthless(text: str, seconds: float, doubt: str) -> None:
    found = _found(text, seconds)
    assert doubt in found
    assert is_worthless(found)


def test_low_confidence_is_asked_about_and_not_thrown_away() -> None:
    found = _found("我先停机再报告", confidence=0.4)
    assert found == ("low_confidence",)
    assert not is_worthless(found)


def test_two_words_in_half_a_minute_are_doubted() -> None:
    assert _found("是的", 30) == ("too_slow",)


def test_an_engine_that_tells_no_confidence_is_believed_if_nothing_else_speaks_against_it() -> None:
    assert _found("有一次上夜班，我发现防护门没有关好。", confidence=None) == ()
