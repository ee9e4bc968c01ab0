"""When not to believe a transcript. Several signs together: each alone is wrong too often.

Thresholds as Whisper's authors use them (compression 2.4) or by measurement (docs/voice.md).
"""

import zlib
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from backend.media.loudness import Loudness
from backend.speech.contract import Transcript

LOOP: Final = 2.4
"""Compression from which a text repeats itself; speech stays below 2."""
LOOKED_AT: Final = 60
"""Bytes of text from which compression says anything."""
FASTEST: Final = {"zh": 11.0, "ja": 16.0, "ko": 13.0}
"""Characters a second that nobody speaks, by language; 32 in Latin script."""
FASTEST_LATIN: Final = 32.0
SLOWEST: Final = 0.4
"""Characters a second in a recording of some length: most of it was not understood."""
LONG: Final = 6.0  # seconds

WORTHLESS: Final = frozenset({"nothing_heard", "loop", "phantom", "too_fast"})
"""Doubts after which the words are not used at all."""


def doubts(heard: Transcript, loudness: Loudness, sure_from: float) -> tuple[str, ...]:
    """Why this transcript may be wrong, the words first, then the recording; empty when there is no reason to ask."""
    bare = "".join(sign for sign in heard.text if sign.isalnum())
    if not bare or "silent" in loudness.faults:
        return ("nothing_heard", *loudness.faults)
    rate = len(bare) / max(heard.seconds, 0.1)
    found = {
        "phantom": bare.lower() in _phantoms(),
        "loop": _repeats(heard),
        "too_fast": rate > FASTEST.get(heard.language, FASTEST_LATIN),
        "too_slow": heard.seconds >= LONG and rate < SLOWEST,
        "low_confidence": heard.confidence is not None and heard.confidence < sure_from,
    }
    about_words = tuple(name for name, there in found.items() if there)
    return (*about_words, *loudness.faults) if about_words else ()


def is_worthless(found: tuple[str, ...]) -> bool:
    """Whether nothing that was written down may be used."""
    return bool(WORTHLESS.intersection(found))


def _repeats(heard: Transcript) -> bool:
    told = [segment.compression for segment in heard.segments if segment.compression is not None]
    raw = heard.text.encode()
    own = len(raw) / len(zlib.compress(raw)) if len(raw) >= LOOKED_AT else 0.0
    return max([own, *told]) > LOOP


@cache
def _phantoms() -> frozenset[str]:
    """What models write when nobody speaks: the farewells of the videos they learnt from."""
    said: list[str] = yaml.safe_load((Path(__file__).parent / "phantoms.yaml").read_text())
    return frozenset("".join(sign for sign in one.lower() if sign.isalnum()) for one in said)
