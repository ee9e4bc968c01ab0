"""Everything on this machine: database, Rasa, action server and application, started, watched and stopped together."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from backend.speech.choosing import chosen
from backend.store.embedded import EmbeddedPostgres
from miantan.settings import Settings
from miantan.supervisor import Process

ROOT = Path(__file__).resolve().parent.parent
RASA_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"


CREDENTIALS = (
    "MIANTAN_WECOM__CORP_ID",
    "MIANTAN_WECOM__GROUP_WEBHOOK_URL",
    "MIANTAN_DINGTALK__APP_KEY",
    "MIANTAN_DINGTALK__GROUP_WEBHOOK_URL",
    "MIANTAN_TELEGRAM__BOT_TOKEN",
    "MIANTAN_HR_WEBHOOK__URL",
    "MIANTAN_SMS__WEBHOOK_URL",
    "MIANTAN_SMTP__HOST",
    "MIANTAN_ASR__BASE_URL",
    "MIANTAN_ASR__ENGINE",
)
"""What lets a process speak as the installation, or sends a voice out of the house."""


class CannotStart(Exception):
    """Something this machine needs is missing or taken; the message says what to do."""


@dataclass(frozen=True)
class Plan:
    """Where each process of this run listens, and the database they share."""

    settings: Settings
    database_url: str
    model: Path
    rasa_port: int
    actions_port: int
    more: Mapping[str, str] = field(default_factory=dict)
    """Further settings for all processes."""
    trial: bool = False
    """True keeps the processes away from the messengers and the `.env` of the real installation."""

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        return {
            "MIANTAN_DATABASE_URL": self.database_url,
            "MIANTAN_RASA_URLS": f"http://127.0.0.1:{self.rasa_port}",
            "MIANTAN_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "MIANTAN_ACTIONS_PORT": str(self.actions_port),
            "MIANTAN_DATA_DIR": str(self.settings.data_dir.resolve()),
            "MIANTAN_HOST": self.settings.host,
            "MIANTAN_PORT": str(self.settings.port),
            "MIANTAN_PUBLIC_URL": self.settings.address,
            **(dict.fromkeys(CREDENTIALS, "") if self.trial else {}),
            **self.more,
        }


def trained_model() -> Path:
    """The Rasa model for the present training data; trains it when it is missing. Raises CannotStart."""
    if not RASA_PYTHON.exists():
        raise CannotStart("the Rasa environment is missing: run `make setup` first")
    told = subprocess.run(
        [str(RASA_PYTHON), str(ROOT / "bot/train.py")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if told.returncode != 0:
        raise CannotStart("the Rasa model could not be trained; see the lines above")
    return Path(told.stdout.strip().splitlines()[-1])


def plan(settings: Settings, database_url: str, model: Path) -> Plan:
    """Choose the ports. Raises CannotStart when the public one is taken."""
    if not _is_free(settings.host, settings.port):
        raise CannotStart(f"port {settings.port} is taken: stop what uses it, or set MIANTAN_PORT to another")
    rasa, actions = _port_near(settings.rasa_port), _port_near(settings.actions_port)
    return Plan(settings, database_url, model, rasa, actions)


def trial(settings: Settings, database_url: str, model: Path, more: Mapping[str, str] | None = None) -> Plan:
    """A plan for bench, demo and tests: `settings.for_a_trial`, and nothing from this machine's installation."""
    return replace(plan(settings, database_url, model), more=more or {}, trial=True)


def processes(plan: Plan, client: httpx.AsyncClient) -> list[Process]:
    """Action server, Rasa, the application and its listener, in the order they are started."""
    miantan = [sys.executable, "-m", "miantan"]
    logs = plan.settings.data_dir / "logs"
    rasa = [
        str(RASA_PYTHON),
        str(ROOT / "bot/run.py"),
        "--model",
        str(plan.model),
        "--port",
        str(plan.rasa_port),
    ]
    own = f"http://127.0.0.1:{plan.settings.port}"
    actions = f"http://127.0.0.1:{plan.actions_port}"
    rasa_address = f"http://127.0.0.1:{plan.rasa_port}/"

    def child(name: str, command: list[str], ready: Callable[[], Awaitable[bool]]) -> Process:
        folder = plan.settings.data_dir if plan.trial else None
        return Process(name, command, plan.environment, ready, logs / f"{name}.log", folder)

    async def at_once() -> bool:
        return True

    hearing = [child("speech", [*miantan, "worker", "--queues", "speech"], at_once)]
    return [
        child("rasa", [*rasa, "--actions-url", f"{actions}/webhook"], answers(client, rasa_address)),
        child("actions", [*miantan, "actions"], answers(client, f"{actions}/health")),
        child("app", [*miantan, "app"], answers(client, f"{own}/healthz")),
        *(hearing if chosen(plan.settings.asr) != "off" else ()),
    ]


@asynccontextmanager
async def running(plan: Plan) -> AsyncIterator[list[Process]]:
    """All processes up and ready within the block; stopped after it. Raises CannotStart."""
    async with httpx.AsyncClient(timeout=2) as client:
        children = processes(plan, client)
        beside = []
        if not plan.settings.database_url:
            beside.append(EmbeddedPostgres(plan.settings.data_dir / "postgres").keep_running())
        async with kept_running(children, *beside):
            yield children


@asynccontextmanager
async def kept_running(
    children: Sequence[Process], *beside: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    """These processes up and ready within the block, and `beside` with them; stopped after it. Raises CannotStart."""
    tasks = [
        asyncio.create_task(runner) for runner in (*(child.run_forever() for child in children), *beside)
    ]
    try:
        await _all_ready(children)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _all_ready(children: Sequence[Process]) -> None:
    for child in children:
        try:
            await child.wait_until_ready(120)
        except TimeoutError:
            raise CannotStart(f"{child.name} did not come up; see {child.log_file}") from None


def answers(client: httpx.AsyncClient, address: str) -> Callable[[], Awaitable[bool]]:
    """For a process's `ready`: whether this address answers well."""

    async def ready() -> bool:
        try:
            return (await client.get(address)).is_success
        except httpx.HTTPError:
            return False

    return ready


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _port_near(preferred: int) -> int:
    return preferred if _is_free("127.0.0.1", preferred) else free_port()


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
