"""A decoded recording, and what can be measured of it without understanding a word."""

import io
import wave
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000
"""Samples a second of every decoded recording; one channel of 16 bit."""


@dataclass(frozen=True)
class Sound:
    """Mono 16-bit samples at 16 kHz, little-endian."""

    pcm: bytes

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / 2 / RATE

    @property
    def samples(self) -> NDArray[np.float32]:
        """The samples from -1 to 1."""
        return np.frombuffer(self.pcm, "<i2").astype(np.float32) / np.float32(32768)

    def wav(self) -> bytes:
        """As a file that every player and every speech service takes."""
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(self.pcm)
        return file.getvalue()
