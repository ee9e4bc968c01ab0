"""`miantan audit verify`."""

from backend.store import audit
from backend.store.audit import Head, Verdict
from miantan.foundation import lay
from miantan.settings import Settings


async def verify(settings: Settings, noted: str) -> Verdict:
    """Look through the whole log. Raises ValueError when `noted` is no head."""
    head = _head(noted) if noted else None
    base = lay(settings, pool_size=2)
    try:
        async with base.database.reading() as session:
            return await audit.verify(session, head)
    finally:
        await base.database.close()


def _head(noted: str) -> Head:
    position, _, seal = noted.partition(":")
    if not position.isdigit() or not seal:
        raise ValueError(f"--noted {noted}: a head is written POSITION:SEAL")
    return Head(int(position), seal)
