"""`miantan transcribe`: what was said in files, on the terminal."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.media.decoding import Undecodable
from backend.speech.choosing import engine
from backend.speech.contract import Hint, SpeechDown, SpeechRefused, Transcript
from backend.speech.listening import Listener
from miantan.settings import Settings


@dataclass(frozen=True)
class Result:
    """One file: what was heard, or why nothing could be."""

    file: Path
    heard: Transcript | None
    problem: str = ""

    def as_json(self) -> str:
        """One line."""
        told = self.heard.to_json() if self.heard is not None else {"error": self.problem}
        return json.dumps({"file": str(self.file), **told}, ensure_ascii=False)

    def as_text(self) -> str:
        """A heading and a line for each segment."""
        if self.heard is None:
            return f"{self.file}: {self.problem}"
        sure = "" if self.heard.confidence is None else f", confidence {self.heard.confidence:.2f}"
        doubted = f", {' '.join(self.heard.doubts)}" if self.heard.doubts else ""
        head = f"{self.file}: {self.heard.seconds:.1f} s, {self.heard.language}{sure}{doubted}"
        lines = (f"  {one.start:6.1f} {one.end:6.1f}  {one.text}" for one in self.heard.segments)
        return "\n".join((head, *lines))


def transcribe(settings: Settings, files: Iterable[Path], language: str | None) -> Iterator[Result]:
    """Every file in turn; a bad one stops nothing. Raises `NotSetUp`."""
    listener = Listener(engine(settings.asr, settings.data_dir / "models"), settings.asr.sure_from)
    hint = Hint(language)
    for file in files:
        yield _one(listener, file, hint)


def _one(listener: Listener, file: Path, hint: Hint) -> Result:
    try:
        return Result(file, listener.listen(file.read_bytes(), hint))
    except (Undecodable, SpeechDown, SpeechRefused) as problem:
        return Result(file, None, problem.code)
    except OSError as problem:
        return Result(file, None, problem.strerror or "unreadable")
