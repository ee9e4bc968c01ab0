"""`miantan import candidates`: a CSV file becomes applications."""

from dataclasses import dataclass
from pathlib import Path

from backend.recruiting.importing import import_candidates
from miantan.foundation import lay, make_ready
from miantan.settings import Settings


@dataclass(frozen=True)
class Summary:
    """What to print: one line for all, one for each bad line of the file."""

    summary: str
    errors: tuple[str, ...]


async def bring_in(settings: Settings, file: Path) -> Summary:
    """Import every good line; name every bad one by line, field and reason."""
    base = lay(settings, pool_size=2)
    await make_ready(base)
    result = await import_candidates(file, base.database, base.clock, base.shelf.current)
    await base.database.close()
    errors = tuple(f"{file.name}:{error.line}: {error.field}: {error.reason}" for error in result.errors)
    return Summary(
        f"{result.created} new, {result.duplicates} known, {len(errors)} lines with errors", errors
    )
