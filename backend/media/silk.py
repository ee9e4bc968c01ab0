"""Decode one WeChat SILK file to samples on stdout; run as a process, because its decoder is C and its input hostile."""

import io
import sys
from pathlib import Path

from backend.media.sound import RATE


def main() -> None:
    """The file named on the command line."""
    import pysilk  # noqa: PLC0415  # not on every machine

    out = io.BytesIO()
    pysilk.decode(io.BytesIO(Path(sys.argv[1]).read_bytes()), out, RATE)
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
