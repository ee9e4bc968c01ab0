"""Take a PDF or DOCX apart in a process of its own, which has little time, little memory and none of our secrets."""

import asyncio
import sys
from typing import Final

from backend.resumes.reading import Kind, Unreadable

PATIENCE: Final = 30.0
"""Seconds; the process also ends itself by its own limits, see `confined_reader`."""


async def text_of(content: bytes, kind: Kind, patience: float = PATIENCE) -> str:
    """The text of the file, columns and tables in reading order. Raises Unreadable."""
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "backend.resumes.confined_reader", kind.name,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env={},
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(reader.communicate(content), patience)
    except TimeoutError:
        raise Unreadable("too_slow") from None
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    if reader.returncode != 0:
        raise Unreadable("broken")
    return said.decode("utf-8", "replace")
