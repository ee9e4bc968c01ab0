"""A console on a loopback port with a database of its own: `python server.py PORT FOLDER`."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from backend.clock import SystemClock
from backend.console.deps import ConsoleDeps
from backend.console.mount import mount
from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.media.files import MediaFiles
from backend.recruiting.buttons import Buttons
from backend.store import migrate
from backend.store.crypto import keys
from backend.store.embedded import EmbeddedPostgres
from backend.store.queue import Queue
from backend.store.unit_of_work import Database
from tests.e2e.console.fakes import FakeReplay
from tests.e2e.console.seed import seed


def serve(port: int, folder: Path) -> None:
    """Seed an empty database and serve until killed."""
    url = EmbeddedPostgres(folder / "postgres").start()
    migrate.upgrade(url)
    keys.open([SecretStr(Fernet.generate_key().decode())], SecretStr("pepper-of-the-tests"))
    media = MediaFiles(folder / "media")
    deps = ConsoleDeps(
        database=Database(url),
        queue=Queue(url),
        clock=SystemClock(),
        shelf=Shelf(load()),
        media=media,
        replay=FakeReplay(),
        public_url=f"http://127.0.0.1:{port}",
        storage_secret=SecretStr("a-secret-of-the-tests"),
        buttons=Buttons(SecretStr("a-secret-of-the-tests")),
    )
    app = FastAPI()
    mount(app, deps)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    asyncio.run(_run(server, deps, media))


async def _run(server: uvicorn.Server, deps: ConsoleDeps, media: MediaFiles) -> None:
    await seed(deps.database, deps.clock, deps.content, media)
    await server.serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
