"""Whatever messengers send becomes samples; whatever strangers send becomes a clear refusal."""

import io

import pysilk
import pytest

from backend.media.decoding import Undecodable, decode
from backend.media.sound import RATE
from channels.sounds import detect
from tests import voices

SECONDS = 9.6


@pytest.mark.parametrize("kind", ["ogg", "webm", "mp4", "mp3", "wav", "flac", "spx"])
def test_every_format_is_read(kind: str) -> None:
    assert decode(voices.encoded("learn", kind)).seconds == pytest.approx(SECONDS, rel=0.05)


def test_amr_is_read_though_ffmpeg_leaves_its_silent_frames_out() -> None:
    assert decode(voices.encoded("learn", "amr")).seconds == pytest.approx(SECONDS, rel=0.2)


@pytest.mark.parametrize("tencent", [True, False])
def test_wechat_silk_is_read_where_its_decoder_is_installed(tencent: bool) -> None:
    out = io.BytesIO()
    pysilk.encode(io.BytesIO(voices.wav("learn")[44:]), out, RATE, 24_000, tencent=tencent)
    assert detect(out.getvalue()) == "audio/silk"
    assert decode(out.getvalue()).seconds == pytest.approx(SECONDS, rel=0.05)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_audio"),
        (b"<html><script>", "not_audio"),
        (b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", "not_audio"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_audio"),
        (b"OggS" + bytes(1000), "broken"),
        (b"\x1a\x45\xdf\xa3" + bytes(1000), "broken"),
        (b"#!AMR\n", "broken"),
        (b"\x02#!SILK_V3" + bytes(500), "broken"),
        (b"OggS" + bytes(20_000_001), "too_large"),
        (voices.silence(0.05), "empty"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Undecodable) as refused:
        decode(content)
    assert refused.value.code == code


def test_a_recording_without_end_is_cut() -> None:
    assert decode(voices.silence(700, "flac")).seconds == 600


def test_a_cut_recording_gives_what_is_there() -> None:
    whole = voices.encoded("learn", "amr")
    assert 3 < decode(whole[: len(whole) // 2]).seconds < SECONDS
