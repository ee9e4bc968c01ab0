"""CPU of a whole durable turn, over all processes, against the same message to stock Rasa.

Both run side by side on the same machine and are told the same words, turn by turn in turn about. Counted on both sides
is all CPU, user and system, that any of their processes uses from one turn to the next:

- ours: application, action server, Rasa, the listener, and PostgreSQL with all that it does;
- stock: Rasa without our patches, with its own tracker store and sessions, and rasa-sdk's action server (`stock.py`).

Who talks is counted on neither side.
"""

import asyncio
import json
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import httpx

from miantan import first_steps, local
from miantan.bench import stock
from miantan.bench.meter import Meter
from miantan.bench.talk import FIRST, Talk, words
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import Settings

PAIRS = 5
"""Pairs of conversations that are held up to turn 20; the last one goes on."""
TENTH = range(10, 20)
TURNS = 110
LATE = range(TURNS - 10, TURNS)
Laps = list[dict[str, float]]


def measure() -> dict[str, float]:
    """Milliseconds of CPU and the ratios; `bot/bench.py` adds those of Rasa alone."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().for_a_trial(Path(folder), local.free_port())
        return asyncio.run(beside_stock(settings)) | rasa_alone()


async def beside_stock(settings: Settings, pairs: int = PAIRS, turns: int = TURNS) -> dict[str, float]:
    """Hold the conversations in pairs; the first one warms up and is not counted."""
    async with _both(settings) as stage:
        await stage.pair(TENTH.start)
        early = [await stage.pair(TENTH.stop) for _ in range(pairs - 1)]
        long = await stage.pair(turns)
    return _figures([*early, long], stage.delays)


def _figures(conversations: list[Laps], delays: list[float]) -> dict[str, float]:
    early = [_mean(laps[TENTH.start : TENTH.stop]) for laps in conversations]
    ratios = sorted(_ours(cost) / _stock(cost) for cost in early)
    long = conversations[-1]
    whole, late = _mean(long[TENTH.start :]), _mean(long[-len(LATE) :])
    tenth = {name: median(cost[name] for cost in early) for name in early[0]}
    figures = {
        "turn10_to_stock": median(ratios),
        "turn10_to_stock_least": ratios[0],
        "turn10_to_stock_most": ratios[-1],
        "turn10_cpu_ms": _ours(tenth),
        "turn10_stock_cpu_ms": _stock(tenth),
        **{f"turn10_cpu_ms_{name}": used for name, used in tenth.items()},
        "turn_cpu_ms": _ours(whole),
        "turn_stock_cpu_ms": _stock(whole),
        "turn_to_stock": _ours(whole) / _stock(whole),
        "turn100_cpu_ms": _ours(late),
        "turn100_to_turn10": _ours(late) / _ours(early[-1]),
        "reply_median_ms": median(delays) * 1000,
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def _mean(laps: Laps) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for lap in laps:
        for name, used in lap.items():
            total[name] += used / len(laps)
    return total


def _stock(cost: dict[str, float]) -> float:
    return sum(used for name, used in cost.items() if name.startswith("stock"))


def _ours(cost: dict[str, float]) -> float:
    return sum(cost.values()) - _stock(cost)


class _Stage:
    """Where both talk."""

    def __init__(self, base: Foundation, client: httpx.AsyncClient, rasa: str, meter: Meter) -> None:
        self.delays: list[float] = []
        self._base = base
        self._client = client
        self._rasa = rasa
        self._meter = meter

    async def pair(self, turns: int) -> Laps:
        """One conversation each; what every turn cost, by process."""
        link = await first_steps.trial_link(self._base, "assembler", "suzhou", "zh")
        doors = f"{self._base.settings.address}/channels/web/{link.rsplit('/', 1)[1]}"
        ours, theirs = Talk(self._client, doors), stock.Conversation(self._client, self._rasa)
        listening = asyncio.create_task(ours.listen())
        await ours.open()
        await theirs.open()
        for number, said in enumerate(FIRST):
            await ours.say(said)
            await theirs.say(said, "interview" if number else "consent")
        self._meter.lap()
        laps = [await self._turn(ours, theirs, words(number)) for number in range(turns)]
        listening.cancel()
        return laps

    async def _turn(self, ours: Talk, theirs: stock.Conversation, said: str) -> dict[str, float]:
        began = time.monotonic()
        await ours.say(said)
        self.delays.append(time.monotonic() - began)
        await theirs.say(said)
        return self._meter.lap()


@asynccontextmanager
async def _both(settings: Settings) -> AsyncIterator[_Stage]:
    base = lay(settings, pool_size=2)
    await make_ready(base)
    model = await asyncio.to_thread(local.trained_model)
    async with (
        local.running(local.trial(settings, base.database.url, model)) as product,
        stock.running(model, settings.data_dir / "logs") as (rasa, others),
        httpx.AsyncClient(timeout=60) as client,
    ):
        pids = {child.name: child.pid for child in [*product, *others]}
        yield _Stage(base, client, rasa, Meter(pids | {"postgres": _postmaster(settings)}))
    await base.database.close()


def _postmaster(settings: Settings) -> int:
    return int((settings.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def rasa_alone() -> dict[str, float]:
    """CPU of a message in patched and stock Rasa, the action server aside."""
    command = [local.RASA_PYTHON, local.ROOT / "bot/bench.py", "--model", local.trained_model()]
    told = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True)
    return {name: float(value) for name, value in json.loads(told.stdout.strip().splitlines()[-1]).items()}
