"""Turn what people send into plain samples, by ffmpeg in a process of its own.

The bytes are hostile. The first ones choose the demuxer, so that no playlist or script is ever followed; the process may
open nothing but the file it is given, and has limits on time, memory and output. ffmpeg warns about ordinary AMR files
(no-data frames) and returns 0 for cut ones: neither its lines nor its code say whether there is sound, only the samples do.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import IO, Final

from backend.media.sound import RATE, Sound
from channels.sounds import detect

LONGEST: Final = 600
"""Seconds of a recording that are decoded; messengers stop at 60, our page earlier than this."""
LARGEST: Final = 20_000_000
"""Bytes that are looked at; the platforms carry no more either."""
PATIENCE: Final = 30
"""Seconds that decoding may take; a minute of speech takes a tenth of one."""
MEMORY: Final = 1_000_000_000
"""Bytes of address space for the decoder."""
SHORTEST: Final = 0.2
"""Seconds; less is a slip of the finger."""

_DEMUXERS: Final = {
    "audio/webm": "matroska",
    "audio/ogg": "ogg",
    "audio/mp4": "mov",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "audio/aac": "aac",
}


class Undecodable(Exception):
    """No sound came out. `code`: `not_audio`, `too_large`, `broken`, `empty`, `too_slow` or `no_decoder`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(content: bytes) -> Sound:
    """The samples of a recording, at most its first ten minutes. Blocks. Raises Undecodable."""
    mime = detect(content)
    if mime is None:
        raise Undecodable("not_audio")
    if len(content) > LARGEST:
        raise Undecodable("too_large")
    command = _silk() if mime == "audio/silk" else _ffmpeg(_DEMUXERS[mime])
    sound = Sound(_run(command, content))
    if not sound.pcm:
        raise Undecodable("broken")
    if sound.seconds < SHORTEST:
        raise Undecodable("empty")
    return sound


def can_decode() -> bool:
    """Whether ffmpeg is on this machine."""
    return shutil.which("ffmpeg") is not None


def _ffmpeg(demuxer: str) -> list[str]:
    if not can_decode():
        raise Undecodable("no_decoder")
    taken = ["-protocol_whitelist", "file", "-f", demuxer, "-i", "{file}", "-map", "0:a:0"]
    given = ["-t", str(LONGEST), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "pipe:1"]
    return ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", *taken, *given]


def _silk() -> list[str]:
    if find_spec("pysilk") is None:
        raise Undecodable("no_decoder")
    return [sys.executable, "-m", "backend.media.silk", "{file}"]


def _run(command: list[str], content: bytes) -> bytes:
    with _open_only(content) as file:
        place = f"/dev/fd/{file.fileno()}"
        limited = [*_limits(), *(place if part == "{file}" else part for part in command)]
        try:
            done = subprocess.run(
                limited,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(file.fileno(),),
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Undecodable("too_slow") from None
    return done.stdout[: LONGEST * RATE * 2 // 2 * 2]


@contextmanager
def _open_only(content: bytes) -> Iterator[IO[bytes]]:
    """A file without a name, in memory where the system can: a voice never lies on disk unencrypted."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("sound"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed below
    with file:
        file.write(content)
        file.flush()
        file.seek(0)
        yield file


def _limits() -> list[str]:
    """Where util-linux is: memory and processor time are capped by the system as well."""
    if shutil.which("prlimit") is None:
        return []
    return ["prlimit", f"--as={MEMORY}", f"--cpu={PATIENCE}", "--core=0"]
