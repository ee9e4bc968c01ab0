"""What is wrong with a recording is found without understanding it."""

import pytest

from backend.media.decoding import decode
from backend.media.loudness import measure
from tests import voices


def _faults(filters: str, name: str = "learn") -> tuple[str, ...]:
    return measure(decode(voices.wav(name, filters=filters))).faults


def test_clear_speech_has_no_fault() -> None:
    assert _faults("anull") == ()


def test_a_whisper_from_far_away_is_quiet() -> None:
    assert "quiet" in _faults("volume=-40dB")


def test_shouting_into_the_phone_is_clipped() -> None:
    assert "clipped" in _faults("volume=30dB")


def test_speech_that_stops_in_the_middle_is_cut_off() -> None:
    assert "cut_off" in _faults("atrim=end=2")


def test_silence_is_silent() -> None:
    assert measure(decode(voices.silence(3))).faults == ("silent",)


@pytest.mark.parametrize("filters", ["volume=-6dB", "volume=6dB", "apad=pad_dur=1"])
def test_ordinary_differences_are_no_faults(filters: str) -> None:
    assert _faults(filters) == ()
