"""`miantan bench`: what a turn costs, as ratios within one run.

`turns` holds one long conversation with the whole product in a folder of its own, adds up the CPU of every process, and
sets it against one message of stock Rasa, measured right after on the same machine.
"""

import asyncio
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
import psutil

from actions.scoring import api
from miantan import first_steps, local
from miantan.foundation import lay, make_ready
from miantan.settings import Settings
from miantan.supervisor import Process

WORDS = ("再说一遍", "工资多少？", "进度", "那次我没跳过这一步，先停机再报给班长，后来没再出过事。", "说明")
ANSWER = "上个月线上护罩松了，我先停机挂牌，再报给班长，换好螺丝试了三遍才开，后来交接本上都写了要查这一项。"
WARM_UP = 10
TURNS = 110
AROUND = 10
Figures = dict[str, float]


def measure(what: str) -> Figures:
    """The figures of one bench. Raises ValueError for an unknown one."""
    benches: dict[str, Callable[[], Figures]] = {"turns": turns, "scoring": scoring}
    if what not in benches:
        raise ValueError(f"bench {what}: one of {', '.join(benches)}")
    return benches[what]()


def turns() -> Figures:
    """CPU milliseconds of a whole durable turn and of one message of Rasa, patched and stock."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().for_a_trial(Path(folder), local.free_port())
        whole = asyncio.run(_conversation(settings))
    rasa = _rasa_alone()
    stock = rasa["rasa_cpu_ms_stock"]
    return {
        **rasa,
        **whole,
        "whole_turn_to_stock_rasa": round(whole["turn_cpu_ms"] / stock, 3),
        "turn100_to_turn10": round(whole["turn100_cpu_ms"] / whole["turn10_cpu_ms"], 3),
    }


async def _conversation(settings: Settings) -> Figures:
    base = lay(settings, pool_size=2)
    await make_ready(base)
    model = await asyncio.to_thread(local.trained_model)
    async with local.running(local.trial(settings, base.database.url, model)) as children:
        link = await first_steps.trial_link(base, "assembler", "suzhou", "zh")
        async with httpx.AsyncClient(timeout=60) as client:
            talk = _Talk(client, f"{settings.address}/channels/web/{link.rsplit('/', 1)[1]}")
            listening = asyncio.create_task(talk.listen())
            await talk.begin()
            figures = await _measured(talk, _Meter(children, settings))
            listening.cancel()
    await base.database.close()
    return figures


async def _measured(talk: "_Talk", meter: "_Meter") -> Figures:
    costs: list[float] = []
    delays: list[float] = []
    parts = meter.parts()
    for number in range(TURNS):
        before, began = meter.seconds(), time.monotonic()
        await talk.say(WORDS[number % len(WORDS)])
        delays.append(time.monotonic() - began)
        costs.append((meter.seconds() - before) * 1000)
    spent = {
        f"turn_cpu_ms_{name}": round((after - parts[name]) * 1000 / TURNS, 2)
        for name, after in meter.parts().items()
    }
    tenth = costs[WARM_UP : WARM_UP + AROUND]
    return {
        "turn_cpu_ms": round(sum(costs[WARM_UP:]) / len(costs[WARM_UP:]), 2),
        "turn10_cpu_ms": round(sum(tenth) / AROUND, 2),
        "turn100_cpu_ms": round(sum(costs[-AROUND:]) / AROUND, 2),
        "reply_median_ms": round(median(delays) * 1000, 1),
        **spent,
    }


class _Talk:
    """One candidate whose page listens all the time."""

    def __init__(self, client: httpx.AsyncClient, doors: str) -> None:
        self._client = client
        self._doors = doors
        self._heard: asyncio.Queue[int] = asyncio.Queue()
        self._last = 0

    async def listen(self) -> None:
        """Follow the event stream until cancelled."""
        async with self._client.stream("GET", f"{self._doors}/events") as stream:
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "message":
                    message = json.loads(line[5:])
                    if not message["mine"]:
                        self._heard.put_nowait(message["id"])

    async def begin(self) -> None:
        """As far as the first question of the interview."""
        await self._client.post(f"{self._doors}/open")
        self._last = await self._heard.get()
        for words in ("同意", "是", "是", "下周一就可以到岗。", "没做过这类工作。"):
            await self.say(words)

    async def say(self, words: str) -> None:
        """Send, and wait for the reply."""
        body, headers = {"text": words, "seen": self._last}, {"Idempotency-Key": str(uuid4())}
        await self._client.post(f"{self._doors}/messages", json=body, headers=headers)
        self._last = await self._heard.get()


class _Meter:
    """CPU seconds, user and system, of every process of the product and their children."""

    def __init__(self, children: list[Process], settings: Settings) -> None:
        postmaster = int((settings.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
        self._roots = {child.name: psutil.Process(child.pid) for child in children}
        self._roots["postgres"] = psutil.Process(postmaster)

    def seconds(self) -> float:
        """All together."""
        return sum(self.parts().values())

    def parts(self) -> dict[str, float]:
        """By process. What a backend process that has ended had used counts through its parent."""
        return {
            name: sum(map(_used, [root, *root.children(recursive=True)]))
            for name, root in self._roots.items()
        }


def _used(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system + used.children_user + used.children_system)


def _rasa_alone() -> Figures:
    command = [local.RASA_PYTHON, local.ROOT / "bot/bench.py", "--model", local.trained_model()]
    told = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return {name: float(value) for name, value in figures.items()}


def scoring() -> Figures:
    """Answers scored a second in one process."""
    scorer = api.embedded()
    rubric = {str(level): "…" for level in range(1, 6)}
    item = api.Item("bench", "装配工", "安全意识", "您见过哪种最危险的情况？当时您做了什么？", rubric, ANSWER)
    scorer.score(item)
    began = time.process_time()
    for _ in range(200):
        scorer.score(item)
    return {"answers_per_cpu_second": round(200 / (time.process_time() - began), 1)}
