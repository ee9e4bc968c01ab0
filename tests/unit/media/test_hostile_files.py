"""Two hundred damaged, made-up and oversized files: each has one clear outcome, in bounded time and memory."""

import random
from collections import Counter

import psutil
import pytest

from backend.media.decoding import PATIENCE, SHORTEST, Undecodable, decode
from tests import voices

KINDS = ("ogg", "webm", "mp4", "mp3", "wav", "flac", "amr", "spx")
CODES = {"not_audio", "too_large", "broken", "empty", "too_slow"}
BOUND = 300_000_000
"""Bytes that this process may grow by over all of them; the decoder has a process and limits of its own."""


@pytest.fixture(scope="module")
def sound_files() -> dict[str, bytes]:
    return {kind: voices.encoded("yes", kind) for kind in KINDS}


def _damaged(whole: bytes, how: int, chance: random.Random) -> bytes:
    """Cut, flipped, stuffed, repeated, shuffled, or with a header that promises something else."""
    content = bytearray(whole)
    match how % 6:
        case 0:
            return bytes(content[: chance.randrange(1, len(content))])
        case 1:
            for _ in range(chance.randrange(1, 200)):
                content[chance.randrange(12, len(content))] = chance.randrange(256)
        case 2:
            place = chance.randrange(12, len(content))
            content[place:place] = chance.randbytes(chance.randrange(1, 5000))
        case 3:
            content += content[12:] * chance.randrange(1, 20)
        case 4:
            tail = list(content[64:])
            chance.shuffle(tail)
            content[64:] = bytes(tail)
        case _:
            content[12:] = chance.randbytes(chance.randrange(0, 20_000))
    return bytes(content)


def test_two_hundred_files(sound_files: dict[str, bytes]) -> None:
    chance = random.Random(20261122)
    before = psutil.Process().memory_info().rss
    outcomes: Counter[str] = Counter()
    for number in range(192):
        outcomes[
            _outcome(_damaged(sound_files[KINDS[number % len(KINDS)]], number // len(KINDS), chance))
        ] += 1
    for content in _invented(sound_files):
        outcomes[_outcome(content)] += 1
    assert outcomes.total() == 200
    assert set(outcomes) <= CODES | {"sound"}
    assert outcomes["sound"] > 20
    assert psutil.Process().memory_info().rss - before < BOUND


def _invented(sound_files: dict[str, bytes]) -> list[bytes]:
    shape = b"\x10\0\0\0\x01\0\x01\0\xff\xff\xff\x7f\xff\xff\xff\xff\x02\0\x10\0"
    huge = b"RIFF\xff\xff\xff\xffWAVEfmt " + shape + b"data\xff\xff\xff\xff"
    return [
        b"",
        b"OggS",
        b"RIFF\0\0\0\0WAVE",
        huge + bytes(1000),
        sound_files["ogg"] + bytes(21_000_000),
        b"#!AMR\n" + bytes(19_000_000),
        b"\0\0\0\x20ftypM4A " + b"\xff" * 4000,
        b"\x1a\x45\xdf\xa3" + b"\x01\xff\xff\xff\xff\xff\xff\xff" * 500,
    ]


def _outcome(content: bytes) -> str:
    try:
        sound = decode(content)
    except Undecodable as refused:
        return refused.code
    assert SHORTEST <= sound.seconds <= 600
    return "sound"


def test_nothing_is_left_running() -> None:
    ours = psutil.Process().children(recursive=True)
    assert [child for child in ours if "ffmpeg" in child.name()] == []
    assert PATIENCE <= 30
