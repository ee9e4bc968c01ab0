"""Readiness names the part that is missing."""

import asyncio
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from backend.clock import SystemClock
from backend.content.loader import load
from backend.content.shelf import Shelf
from backend.store.queue import Queue
from backend.store.unit_of_work import Database
from miantan.foundation import Foundation
from miantan.health import router
from miantan.local import free_port
from miantan.secrets import Secrets
from miantan.settings import Settings

SECRETS = Secrets(secret_key=SecretStr("x"), encryption_keys=[SecretStr("x")], api_key=SecretStr("x"))


async def ready(base: Foundation) -> tuple[int, dict[str, bool]]:
    app = FastAPI()
    app.include_router(router(base))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        answer = await client.get("/readyz")
    return answer.status_code, answer.json()


def foundation(database: Database, folder: Path) -> Foundation:
    """With neither Rasa nor an action server."""
    settings = Settings(data_dir=folder, rasa_port=free_port(), actions_port=free_port())
    clock, shelf = SystemClock(), Shelf(load())
    return Foundation(settings, SECRETS, database, Queue(database.url), clock, shelf)


async def test_what_is_missing_is_named(database: Database, tmp_path: Path) -> None:
    status, found = await ready(foundation(database, tmp_path))
    assert status == 503
    assert found == {"database": True, "queue": False, "rasa": False, "actions": False}


async def test_a_live_worker_makes_the_queue_ready(database: Database, tmp_path: Path) -> None:
    base = foundation(database, tmp_path)
    worker = asyncio.create_task(base.queue.work(concurrency=1))
    try:
        async with asyncio.timeout(20):
            while not (await ready(base))[1]["queue"]:
                await asyncio.sleep(0.1)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_without_a_database_there_is_no_queue_either(tmp_path: Path) -> None:
    away = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    status, found = await ready(foundation(away, tmp_path))
    assert status == 503
    assert not any(found.values())
    await away.close()
