"""What every process of ours stands on: settings, secrets, database, queue, clock and content."""

import asyncio
from dataclasses import dataclass

from backend.clock import Clock, SystemClock
from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.store import migrate
from backend.store.crypto import keys
from backend.store.embedded import EmbeddedPostgres
from backend.store.queue import Queue
from backend.store.reach import is_away
from backend.store.unit_of_work import Database
from miantan import logging
from miantan.secrets import Secrets
from miantan.secrets import load as load_secrets
from miantan.settings import Settings

LOOK = 3.0  # seconds between looks for imported content


@dataclass
class Foundation:
    """Built once per process."""

    settings: Settings
    secrets: Secrets
    database: Database
    queue: Queue
    clock: Clock
    shelf: Shelf


def lay(settings: Settings | None = None, *, pool_size: int = 10) -> Foundation:
    """Put the foundation together. Starts or finds the embedded database when no other is named."""
    settings = settings or Settings()
    logging.set_up(settings.log_level)
    secrets = load_secrets(settings)
    keys.open(secrets.encryption_keys, secrets.secret_key)
    url = database_url(settings)
    return Foundation(
        settings=settings,
        secrets=secrets,
        database=Database(url, pool_size=pool_size),
        queue=Queue(url),
        clock=SystemClock(),
        shelf=Shelf(load()),
    )


def database_url(settings: Settings) -> str:
    """The configured database, or the embedded one."""
    return settings.database_url or EmbeddedPostgres(settings.data_dir / "postgres").start()


async def make_ready(foundation: Foundation) -> None:
    """Migrate the database and keep the current content; done by whoever starts first."""
    await asyncio.to_thread(migrate.upgrade, foundation.database.url)
    async with foundation.database.unit_of_work() as session:
        await foundation.shelf.keep_current(session, foundation.clock)


async def follow_content(foundation: Foundation) -> None:
    """Take up imported content within seconds, until cancelled."""
    while True:
        await asyncio.sleep(LOOK)
        try:
            async with foundation.database.reading() as session:
                await foundation.shelf.refresh(session)
        except Exception as error:
            if not is_away(error):
                raise
