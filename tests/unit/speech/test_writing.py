"""What an engine heard becomes what a person would have typed."""

from backend.speech.contract import Hint, Segment, Transcript, Word
from backend.speech.writing import write


def _heard(*segments: Segment, language: str = "zh") -> Transcript:
    return Transcript(
        "".join(one.text for one in segments), language, 0.9, 10.0, "test", segments=tuple(segments)
    )


def _words(
    text: str, sure: float = 0.95, start: float = 0.0, pauses: dict[int, float] | None = None
) -> Segment:
    """A segment of one-character words, a quarter of a second each."""
    words, at = [], start
    for place, sign in enumerate(text):
        at += (pauses or {}).get(place, 0.0)
        words.append(Word(sign, at, at + 0.25, sure))
        at += 0.25
    return Segment(start, at, text, sure, 1.0, tuple(words))


def test_mixed_scripts_become_simplified() -> None:
    assert write(_heard(_words("我發現單據不對")), Hint("zh")).text == "我发现单据不对。"


def test_traditional_writers_get_traditional() -> None:
    assert write(_heard(_words("我发现单据不对")), Hint("zh", traditional=True)).text == "我發現單據不對。"


def test_pauses_become_punctuation() -> None:
    said = _words("我先停机再报告班长", pauses={4: 0.5})
    assert write(_heard(said), Hint("zh")).text == "我先停机，再报告班长。"
    said = _words("我先停机再报告班长", pauses={4: 1.2})
    assert write(_heard(said), Hint("zh")).text == "我先停机。再报告班长。"


def test_segments_are_joined_as_they_were_spoken() -> None:
    first, second = _words("有一次客人很生气"), _words("我先道歉", start=4.0)
    assert write(_heard(first, second), Hint("zh")).text == "有一次客人很生气。我先道歉。"


def test_narrow_marks_become_wide() -> None:
    assert write(_heard(_words("你好,我是小王?")), Hint("zh")).text == "你好，我是小王？"


def test_english_keeps_its_blanks() -> None:
    said = (Segment(0, 1, " I stopped the line.", 0.9), Segment(1, 2, " Then I called.", 0.9))
    assert write(_heard(*said, language="en"), Hint("en")).text == "I stopped the line. Then I called."


def test_a_term_heard_unsurely_is_mended_by_its_sound() -> None:
    assert write(_heard(_words("发现牛局不够", sure=0.4)), Hint("zh", ("扭矩",))).text == "发现扭矩不够。"


def test_a_common_word_heard_surely_stays() -> None:
    assert (
        write(_heard(_words("同事之间要配合", sure=0.95)), Hint("zh", ("质检",))).text == "同事之间要配合。"
    )


def test_same_tones_are_mended_a_little_sooner() -> None:
    assert write(_heard(_words("定单送错了", sure=0.8)), Hint("zh", ("订单",))).text == "订单送错了。"
    assert write(_heard(_words("之间送错了", sure=0.8)), Hint("zh", ("质检",))).text == "之间送错了。"
