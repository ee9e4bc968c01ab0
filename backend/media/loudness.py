"""What can go wrong with a recording before anybody listens: too quiet, drowned, clipped, cut off."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydub import AudioSegment

from backend.media.sound import RATE, Sound

FRAME: Final = RATE // 50  # 20 ms
SILENT: Final = -90.0  # dBFS shown for digital silence
QUIET: Final = -42.0
"""dBFS of the loudest tenth; a phone at arm's length records speech at -30 to -15."""
DROWNED: Final = 9.0
"""dB between speech and what is heard in its pauses, below which words get lost."""
WINDY: Final = 0.85
"""Share of energy below 150 Hz, where there is hardly any speech."""
CLIPPED: Final = 0.01
"""Share of samples at full scale."""
NEARLY: Final = 6.0
"""dB under the speech itself: a recording whose last 60 ms are this loud was stopped in the middle of a word."""


@dataclass(frozen=True)
class Loudness:
    """`level` is that of the speech, `floor` that of the pauses, in dBFS."""

    seconds: float
    level: float
    floor: float
    peak: float
    clipped: float
    low: float
    open_end: bool

    @property
    def faults(self) -> tuple[str, ...]:
        """`silent`, or any of `quiet`, `wind` or `noise`, `clipped`, `cut_off`; the gravest first."""
        if self.peak <= SILENT:
            return ("silent",)
        loud = self.level - self.floor < DROWNED
        found = {
            "quiet": self.level < QUIET,
            "wind": self.low > WINDY,
            "noise": loud and self.low <= WINDY,
            "clipped": self.clipped > CLIPPED,
            "cut_off": self.open_end and not loud,
        }
        return tuple(name for name, there in found.items() if there)


def measure(sound: Sound) -> Loudness:
    """Look at the samples; takes milliseconds a minute."""
    segment = AudioSegment(data=sound.pcm, sample_width=2, frame_rate=RATE, channels=1)
    samples = sound.samples
    frames = _frames(samples)
    level, floor = (float(np.percentile(frames, part)) for part in (90, 10))
    return Loudness(
        seconds=segment.duration_seconds,
        level=level,
        floor=floor,
        peak=max(SILENT, float(segment.max_dBFS)),
        clipped=float(np.mean(np.abs(samples) > 0.999)),
        low=_below(samples, 150),
        open_end=bool(frames[-3:].mean() > level - NEARLY),
    )


def _frames(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The level of each 20 ms in dBFS."""
    whole = samples[: max(1, len(samples) // FRAME) * FRAME]
    padded = np.pad(whole, (0, -len(whole) % FRAME)).astype(np.float64)
    power = np.mean(padded.reshape(-1, FRAME) ** 2, axis=1)
    levels: NDArray[np.float64] = np.maximum(SILENT, 10 * np.log10(power + 1e-12))
    return levels


def _below(samples: NDArray[np.float32], hertz: int) -> float:
    """The share of energy below a frequency."""
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    total = float(spectrum.sum())
    return float(spectrum[: int(hertz * len(samples) / RATE)].sum()) / total if total > 0 else 0.0
