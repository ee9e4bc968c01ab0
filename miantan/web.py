"""The web process: the candidates' page, the console, REST, health; with a worker inside when run on one machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx
import structlog
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from backend.api.deps import ApiDeps
from backend.api.router import router as api
from backend.console.deps import ConsoleDeps
from backend.console.mount import mount
from backend.intake.bell import Bell
from backend.intake.gateway import HouseGateway
from backend.intake.platforms import PlatformHouse
from backend.media.files import MediaFiles
from backend.turns.replay import DeadLetters
from channels.web.routes import router as web
from channels.web.settings import WebSettings
from channels.web.wording import load_words
from miantan import work
from miantan.desk import buttons_of, desk_of
from miantan.foundation import Foundation, follow_content, make_ready
from miantan.health import router as health
from miantan.letters import ways
from miantan.messengers import Runner, assemble

log = structlog.get_logger(__name__)


def build(base: Foundation, *, with_worker: bool) -> FastAPI:
    """The application. `with_worker` runs jobs in the same process."""
    bell = Bell(base.database.url)
    media = MediaFiles(base.settings.data_dir / "media")
    client = httpx.AsyncClient()
    house = PlatformHouse(base.database, base.queue, base.clock)
    messengers = assemble(base.settings, house, desk_of(base), client)
    beside: list[Runner] = [
        bell.listen,
        partial(follow_content, base),
        *(partial(_keep_running, runner) for runner in messengers.runners),
    ]
    app = FastAPIOffline(
        title="miantan",
        version="1",
        redoc_url=None,
        lifespan=_lifespan(base, beside, with_worker=with_worker),
    )
    gateway = HouseGateway(base.database, base.queue, base.clock, base.shelf, bell, media)
    web_settings = WebSettings(secure_cookies=base.settings.address.startswith("https://"))
    app.include_router(web(gateway, web_settings, load_words()))
    for door in messengers.doors:
        app.include_router(door)
    app.include_router(
        api(
            ApiDeps(
                base.database,
                base.queue,
                base.clock,
                base.shelf,
                media,
                base.secrets.api_key,
                base.settings.address,
                ways(base.settings),
            )
        )
    )
    app.include_router(health(base))
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
            buttons=buttons_of(base),
        ),
    )
    return app


async def _keep_running(runner: Runner) -> None:
    """What a messenger runs beside its doors; begun again a minute after it has failed."""
    while True:
        try:
            await runner()
            return
        except Exception:  # whatever ended it, people are waiting to be heard
            log.warning("messenger.interrupted", exc_info=True)
        await asyncio.sleep(60)


def _lifespan(base: Foundation, beside: list[Runner], *, with_worker: bool) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await make_ready(base)
        tasks = [asyncio.ensure_future(runner()) for runner in beside]
        hands = work.register(base) if with_worker else None
        if with_worker:
            tasks.append(asyncio.ensure_future(base.queue.work(concurrency=base.settings.worker_concurrency)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hands is not None:
            await hands.close()
        await base.database.close()

    return lifespan
