"""Recordings for tests: made of synthetic speech, turned into what phones and messengers send."""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "voices"

SAID = {
    "safety": "有一次上夜班，我发现冲床的防护门没有关好。我先按急停，然后报告班长，一起检查以后才继续生产。"
    "后来我每次开机前都检查一遍。",
    "service": "有一次客人很生气，说订单送错了。我马上打电话给同事确认，十分钟以后重新送到，最后客人给了好评。",
    "learn": "我去年学会了操作新的设备，师傅教了我一个星期，我每天下班以后自己练习。",
    "yes": "是的，我可以上夜班。",
    "agree": "同意。",
}

_MADE = {
    "ogg": ["-c:a", "libopus", "-b:a", "16k", "-f", "ogg"],
    "webm": ["-c:a", "libopus", "-b:a", "24k", "-f", "webm"],
    "mp4": ["-c:a", "aac", "-b:a", "32k", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"],
    "mp3": ["-c:a", "libmp3lame", "-b:a", "32k", "-f", "mp3"],
    "wav": ["-c:a", "pcm_s16le", "-f", "wav"],
    "flac": ["-c:a", "flac", "-f", "flac"],
    "spx": ["-c:a", "libspeex", "-ar", "16000", "-f", "ogg"],
}


def opus(name: str) -> bytes:
    """A recording as Telegram sends it."""
    return (FOLDER / f"{name}.ogg").read_bytes()


def wav(name: str, rate: int = 16_000, filters: str = "anull") -> bytes:
    """The same as plain samples, run through an ffmpeg filter."""
    return _ffmpeg(opus(name), ["-af", filters, "-ar", str(rate), *_MADE["wav"]])


def encoded(name: str, kind: str, filters: str = "anull") -> bytes:
    """A recording in another container: ogg, webm, mp4, mp3, wav, flac, spx (Speex) or amr."""
    if kind == "amr":
        return _amr(wav(name, 8000, filters))
    return _ffmpeg(opus(name), ["-af", filters, *_MADE[kind]])


def silence(seconds: float, kind: str = "wav") -> bytes:
    """Nothing at all."""
    source = ["-f", "lavfi", "-i", f"anullsrc=r=16000:cl=mono:d={seconds}"]
    return _run(["ffmpeg", "-nostdin", "-v", "error", *source, *_MADE[kind], "pipe:1"], b"")


def _amr(content: bytes) -> bytes:
    """WeCom's format: AMR narrow band, 12.2 kbit/s, which only sox writes."""
    return _run(["sox", "-t", "wav", "-", "-t", "amr-nb", "-C", "7", "-"], content)


def _ffmpeg(content: bytes, arguments: list[str]) -> bytes:
    return _run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", "pipe:0", "-ac", "1", *arguments, "pipe:1"], content
    )


def _run(command: list[str], content: bytes) -> bytes:
    return subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True).stdout
