"""The web process: the candidates' page, the console, REST, health; with a worker inside when run on one machine."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import select

from backend.api.deps import ApiDeps
from backend.api.router import router as api
from backend.console.deps import ConsoleDeps
from backend.console.mount import mount
from backend.dialogue.rasa import RasaDialogue
from backend.intake.bell import Bell
from backend.intake.gateway import HouseGateway
from backend.media.files import MediaFiles
from backend.store.tables import ContentVersion
from backend.turns.replay import DeadLetters
from channels.web.routes import router as web
from channels.web.settings import WebSettings
from channels.web.wording import load_words
from miantan import work
from miantan.foundation import Foundation, make_ready


def build(base: Foundation, *, with_worker: bool) -> FastAPI:
    """The application. `with_worker` runs jobs in the same process."""
    bell = Bell(base.database.url)
    media = MediaFiles(base.settings.data_dir / "media")
    app = FastAPI(title="miantan", version="1", lifespan=_lifespan(base, bell, with_worker=with_worker))
    gateway = HouseGateway(base.database, base.queue, base.clock, base.shelf, bell, media)
    app.include_router(web(gateway, WebSettings(), load_words()))
    app.include_router(
        api(
            ApiDeps(
                base.database, base.queue, base.clock, base.shelf, base.secrets.api_key, base.settings.address
            )
        )
    )
    _health(app, base)
    mount(
        app,
        ConsoleDeps(
            database=base.database,
            queue=base.queue,
            clock=base.clock,
            shelf=base.shelf,
            media=media,
            replay=DeadLetters(base.queue),
            public_url=base.settings.address,
            storage_secret=base.secrets.secret_key,
        ),
    )
    return app


def _lifespan(base: Foundation, bell: Bell, *, with_worker: bool) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await make_ready(base)
        tasks = [_start(bell.listen())]
        hands = work.register(base) if with_worker else None
        if with_worker:
            tasks.append(_start(base.queue.work(concurrency=base.settings.worker_concurrency)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hands is not None:
            await hands.close()
        await base.database.close()

    return lifespan


def _start(work_to_do: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(work_to_do)


def _health(app: FastAPI, base: Foundation) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz(response: Response) -> dict[str, bool]:
        found = {"database": await _database(base), **await _dialogue(base)}
        response.status_code = 200 if all(found.values()) else 503
        return found

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _database(base: Foundation) -> bool:
    try:
        async with base.database.unit_of_work() as session:
            await session.exec(select(ContentVersion.version).limit(1))
    except Exception:  # whatever is wrong with it, the answer is the same
        return False
    return True


async def _dialogue(base: Foundation) -> dict[str, bool]:
    async with httpx.AsyncClient(timeout=3) as client:
        dialogue = RasaDialogue(base.settings.rasa_addresses, base.settings.actions_address, client)
        return {"rasa": await dialogue.is_up(), "actions": await dialogue.interviewer_is_up()}
