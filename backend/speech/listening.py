"""One recording from bytes to words: decode, measure, listen, write, doubt. Blocks; run it in a thread or a process."""

from dataclasses import replace

from backend.media.decoding import decode
from backend.media.loudness import measure
from backend.speech.contract import Engine, Hint, Transcript
from backend.speech.doubts import doubts
from backend.speech.scale import on_scale
from backend.speech.writing import write


class Listener:
    """An engine with everything around it."""

    def __init__(self, engine: Engine, sure_from: float) -> None:
        self._engine = engine
        self._sure_from = sure_from

    def listen(self, content: bytes, hint: Hint) -> Transcript:
        """What was said and how far to believe it.

        Raises `backend.media.decoding.Undecodable`, SpeechDown or SpeechRefused.
        """
        sound = decode(content)
        heard = write(self._engine.listen(sound, hint), hint)
        heard = self._straightened(heard)
        return replace(heard, doubts=doubts(heard, measure(sound), self._sure_from))

    def _straightened(self, heard: Transcript) -> Transcript:
        """On the common scale; the whole is as sure as its segments, each by how much it says."""
        told = [(len(one.text), one.confidence) for one in heard.segments if one.confidence is not None]
        size = sum(length for length, _ in told)
        raw = sum(length * sure for length, sure in told) / size if size else heard.confidence
        limit = self._engine.doubted_below
        segments = tuple(replace(one, confidence=on_scale(one.confidence, limit)) for one in heard.segments)
        return replace(heard, confidence=on_scale(raw, limit), segments=segments)
