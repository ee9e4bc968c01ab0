"""The port to every speech engine: a sound and a hint in, words with times and confidence out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from backend.media.sound import Sound


@dataclass(frozen=True)
class Hint:
    """What is known before listening. `language` None: find out, which fails on short recordings.

    `words` are terms of the position and the site, to mend what only sounds like them. `traditional` asks for
    traditional characters.
    """

    language: str | None = None
    words: tuple[str, ...] = ()
    traditional: bool = False


@dataclass(frozen=True)
class Word:
    """One word of a segment; times in seconds."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Segment:
    """A stretch of speech; times in seconds, confidence from 0 to 1 or None where the engine does not tell."""

    start: float
    end: float
    text: str
    confidence: float | None
    compression: float | None = None
    """How well its text can be compressed: loops compress far better than speech."""
    words: tuple[Word, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Without the single words."""
        shown = None if self.confidence is None else round(self.confidence, 3)
        return {
            "start": round(self.start, 2),
            "end": round(self.end, 2),
            "text": self.text,
            "confidence": shown,
        }


@dataclass(frozen=True)
class Transcript:
    """What an engine heard. `seconds` is the length of the recording, `doubts` why it may be wrong."""

    text: str
    language: str
    confidence: float | None
    seconds: float
    engine: str
    segments: tuple[Segment, ...] = ()
    doubts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored and printed."""
        return {
            "text": self.text,
            "language": self.language,
            "duration": round(self.seconds, 2),
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            "engine": self.engine,
            "doubts": list(self.doubts),
            "segments": [segment.to_json() for segment in self.segments],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The transcript that `to_json` wrote; single words are gone."""
        segments = tuple(
            Segment(one["start"], one["end"], one["text"], one["confidence"]) for one in stored["segments"]
        )
        return cls(
            text=stored["text"],
            language=stored["language"],
            confidence=stored["confidence"],
            seconds=stored["duration"],
            engine=stored["engine"],
            segments=segments,
            doubts=tuple(stored["doubts"]),
        )


class SpeechDown(Exception):
    """The engine cannot be used just now. `code` is safe to log; `after` says in how many seconds to ask again."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.after = after


class SpeechRefused(Exception):
    """The engine will never take this recording, or not with these settings. `code` is safe to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Engine(Protocol):
    """A way of writing speech down. One call at a time; it blocks.

    `doubted_below` is the figure of its own under which about one character in ten or more was wrong in measurements
    (docs/voice.md); engines count differently, and this brings them to one scale.
    """

    name: str
    doubted_below: float

    def listen(self, sound: Sound, hint: Hint) -> Transcript:
        """What was said, as the engine heard it. Raises SpeechDown or SpeechRefused."""
        ...
