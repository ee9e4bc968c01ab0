"""The speech engine of this installation, wired to its queue."""

import os
import sys
from typing import Final

from backend.media.files import MediaFiles
from backend.speech.choosing import chosen, engine
from backend.speech.listening import Listener
from backend.speech.transcribing import Transcribing
from backend.speech.vocabulary import OpeningWords
from backend.turns import jobs
from miantan.foundation import Foundation
from miantan.settings import Settings

NICE: Final = 10
"""Listening takes whole processors for seconds; at this niceness people who type get theirs first."""


def register(base: Foundation) -> None:
    """Tell the queue how voices are written down. Raises `backend.speech.choosing.NotSetUp`."""
    settings = base.settings
    listener = Listener(engine(settings.asr, settings.data_dir / "models"), settings.asr.sure_from)
    files = MediaFiles(settings.data_dir / "media")
    transcribing = Transcribing(
        base.database, base.queue, base.clock, files, listener, OpeningWords(base.shelf)
    )
    base.queue.register(jobs.TRANSCRIBE, transcribing.transcribe)


def at_once(settings: Settings) -> int:
    """Recordings listened to at the same time: an endpoint has many ears, a model here takes the processor."""
    return settings.asr.at_once if chosen(settings.asr) == "openai" else 1


def step_back() -> None:
    """Let every other process go first; for a process that does nothing else."""
    if sys.platform != "win32":
        os.nice(NICE)
