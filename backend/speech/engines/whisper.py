"""Whisper by faster-whisper: CTranslate2 on the processor, 8-bit weights.

No `initial_prompt` and no `hotwords`: on a recording that cannot be understood Whisper repeats them as if they had been
said. Silence is cut out beforehand by the voice detector inside faster-whisper, for the same reason.
"""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from backend.media.sound import Sound
from backend.speech.contract import Hint, Segment, SpeechRefused, Transcript, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

BEAM: Final = 5
UNWRITTEN: Final = "zz"
"""The language of a recording in which nothing was heard."""


class Whisper:
    """One model in this process, loaded at the first recording. `model` is a folder or a name at the hub."""

    doubted_below = 0.87
    """By the mean probability of its words: of 45 recordings with Whisper base, 33 of 33 with more errors lay below."""

    def __init__(self, name: str, model: str, threads: int = 0) -> None:
        self.name = name
        self._place = model
        self._threads = threads or max(1, (os.cpu_count() or 1) // 2)

    def listen(self, sound: Sound, hint: Hint) -> Transcript:
        """What was said. Raises SpeechRefused when there is no such model."""
        found, about = self._model.transcribe(
            sound.samples,
            language=hint.language,
            beam_size=BEAM,
            vad_filter=True,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        segments = tuple(_segment(one) for one in found)
        return Transcript(
            text="".join(segment.text for segment in segments).strip(),
            language=hint.language or (about.language if segments else UNWRITTEN),
            confidence=_confidence(segments),
            seconds=sound.seconds,
            engine=self.name,
            segments=segments,
        )

    @cached_property
    def _model(self) -> "WhisperModel":
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415  # not on every machine
        except ImportError:
            raise SpeechRefused("faster_whisper_missing") from None
        try:
            return WhisperModel(
                self._place, device="cpu", compute_type="int8", cpu_threads=self._threads, num_workers=1
            )
        except (OSError, RuntimeError, ValueError):
            raise SpeechRefused("no_such_model") from None


def _segment(one: Any) -> Segment:
    words = tuple(Word(w.word, float(w.start), float(w.end), float(w.probability)) for w in one.words or ())
    heard = sum(len(word.text.strip()) * word.confidence for word in words)
    signs = sum(len(word.text.strip()) for word in words)
    return Segment(
        start=float(one.start),
        end=float(one.end),
        text=one.text,
        confidence=heard / signs if signs else 0.0,
        compression=float(one.compression_ratio),
        words=words,
    )


def _confidence(segments: tuple[Segment, ...]) -> float | None:
    """By how much each segment says."""
    said = [(len(one.text), one.confidence) for one in segments if one.confidence is not None]
    total = sum(size for size, _ in said)
    return sum(size * sure for size, sure in said) / total if total else None
