"""How many callbacks are made safe in a second, against a bare FastAPI endpoint that inserts one row.

Application and endpoint share one PostgreSQL and are loaded in turn, each alone, from this process. All the while every
worker of the application is blocked: its Rasa takes each turn and never answers. Every twentieth callback comes twice.
"""

import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from statistics import median

import httpx
from sqlalchemy import func
from sqlmodel import col, select

from backend.intake.addresses import Place, bind
from backend.recruiting import applications
from backend.store.tables import Inbound
from miantan import local
from miantan.bench import bare
from miantan.bench.callbacks import ACCOUNTS, KINDS, SETTINGS, WORDS
from miantan.bench.load import Outcome, fire, request
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import Settings
from miantan.supervisor import Process

PEOPLE = 200
PAIRS = 5
REQUESTS = 1000
CONNECTIONS = 50
TWICE = 20
Figures = dict[str, float]


def measure() -> Figures:
    """Requests a second and delays, by channel, with the ratio to the bare endpoint."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().for_a_trial(Path(folder), local.free_port())
        return asyncio.run(beside_bare(settings))


async def beside_bare(settings: Settings, pairs: int = PAIRS, requests: int = REQUESTS) -> Figures:
    """Load each channel in turn about with the bare endpoint. Raises RuntimeError for a callback not answered by 200."""
    async with _stage(settings) as stage:
        await stage.block_all_workers()
        figures: Figures = {}
        for kind in KINDS:
            figures |= await stage.compare(kind, pairs, requests)
        return figures | await stage.stored()


@dataclass
class _Stage:
    base: Foundation
    bare_port: int
    numbers: "count[int]"
    sent: dict[str, int]

    async def block_all_workers(self) -> None:
        """A message each from more people than the application takes at once."""
        await self._load("telegram", self.base.settings.worker_concurrency * 2)
        await asyncio.sleep(2)

    async def compare(self, kind: str, pairs: int, requests: int) -> Figures:
        """The figures of one channel; the first pair warms up and is not counted."""
        rounds = [await self._pair(kind, requests) for _ in range(pairs + 1)][1:]
        ratios = sorted(ours.rate / theirs.rate for ours, theirs in rounds)
        delays = sorted(delay for ours, _ in rounds for delay in ours.delays)
        figures = {
            "to_bare": median(ratios),
            "to_bare_least": ratios[0],
            "to_bare_most": ratios[-1],
            "per_second": median(ours.rate for ours, _ in rounds),
            "bare_per_second": median(theirs.rate for _, theirs in rounds),
            "p99_ms": delays[len(delays) * 99 // 100] * 1000,
            "slowest_ms": delays[-1] * 1000,
        }
        return {f"{kind}_{name}": round(figure, 3) for name, figure in figures.items()}

    async def stored(self) -> Figures:
        """Messages sent and rows stored: the same number."""
        async with self.base.database.reading() as session:
            rows = await session.exec(select(func.count()).select_from(Inbound).where(col(Inbound.id) > 0))
            return {"messages": sum(self.sent[kind] for kind in ACCOUNTS), "stored": rows.one()}

    async def _pair(self, kind: str, requests: int) -> tuple[Outcome, Outcome]:
        return await self._load(kind, requests), await self._load_bare(requests)

    async def _load(self, kind: str, requests: int) -> Outcome:
        callbacks = [KINDS[kind](number % PEOPLE + 1, number) for number in self._new(requests)]
        self.sent[kind] += requests
        return await fire(self.base.settings.port, [*callbacks, *callbacks[::TWICE]], CONNECTIONS)

    async def _load_bare(self, requests: int) -> Outcome:
        bodies = [json.dumps({"key": str(number), "text": WORDS}) for number in self._new(requests)]
        json_body = {"Content-Type": "application/json"}
        posts = [request(bare.PATH, body.encode(), json_body) for body in bodies]
        return await fire(self.bare_port, [*posts, *posts[::TWICE]], CONNECTIONS)

    def _new(self, requests: int) -> list[int]:
        return [next(self.numbers) for _ in range(requests)]


@asynccontextmanager
async def _stage(settings: Settings) -> AsyncIterator[_Stage]:
    base = lay(settings, pool_size=2)
    await make_ready(base)
    await _people(base)
    port = local.free_port()
    silent = await asyncio.start_server(_never_answer, "127.0.0.1", 0)
    async with silent, httpx.AsyncClient(timeout=2) as client:
        rasa = silent.sockets[0].getsockname()[1]
        children = [_application(base, client, rasa), _bare(base, client, port)]
        async with local.kept_running(children):
            yield _Stage(base, port, count(1), defaultdict(int))
    await base.database.close()


async def _people(base: Foundation) -> None:
    async with base.database.unit_of_work() as session:
        for person in range(1, PEOPLE + 1):
            new = applications.NewApplication("体验者", "assembler", "suzhou", "bench", str(person))
            application, _ = await applications.create(session, base.clock, new)
            for channel, account in ACCOUNTS.items():
                await bind(session, base.clock, application.id, Place(channel, account, str(person)))


async def _never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def _application(base: Foundation, client: httpx.AsyncClient, rasa: int) -> Process:
    plan = local.trial(base.settings, base.database.url, Path(), SETTINGS)
    children = {child.name: child for child in local.processes(replace(plan, rasa_port=rasa), client)}
    return children["app"]


def _bare(base: Foundation, client: httpx.AsyncClient, port: int) -> Process:
    command = [sys.executable, "-m", bare.__name__, str(port), base.database.url]
    ready = local.answers(client, f"http://127.0.0.1:{port}/")
    return Process("bare", command, {}, ready, base.settings.data_dir / "logs" / "bare.log")
