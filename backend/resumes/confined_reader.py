"""The process that takes one file apart: bytes in, text out. It knows nothing of the house."""

import io
import resource
import sys
from collections.abc import Callable
from typing import Final

from backend.resumes import docx_text, pdf_text
from backend.resumes.reading import TEXT_LIMIT

MEMORY: Final = 1_500_000_000
"""Bytes of address space."""
SECONDS: Final = 20
"""Of processor time."""
READERS: Final[dict[str, Callable[[io.BytesIO], str]]] = {"PDF": pdf_text.text_of, "DOCX": docx_text.text_of}


def main() -> None:
    """Read what stands on the input; whatever goes wrong ends the process with an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    text = READERS[sys.argv[1]](io.BytesIO(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(text[:TEXT_LIMIT].encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
