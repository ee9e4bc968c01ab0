"""One recording from bytes to words: decode, measure, listen, write, doubt. Blocks; run it in a thread or a process."""

from dataclasses import replace

from backend.media.decoding import decode
from backend.media.loudness import measure
from backend.speech.contract import Engine, Hint, Transcript
from backend.speech.doubts import doubts
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
        told = [(len(one.text), one.confidence) for one in heard.segments if one.confidence is not None]
        size = sum(length for length, _ in told)
        sure = sum(length * confidence for length, confidence in told) / size if size else heard.confidence
        heard = replace(heard, confidence=sure)
        return replace(heard, doubts=doubts(heard, measure(sound), self._sure_from))
