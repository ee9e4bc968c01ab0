"""The whole product on free ports in a folder of its own, with simulators as the world outside.

Put together as `miantan run` does: the same plan, the same processes, the same supervisor. Tests look at it as HR's
programs do, over REST; only the counting of what was stored reads the database.
"""

import base64
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
from anyio.from_thread import BlockingPortal, start_blocking_portal
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from miantan import first_steps, local
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import HRWebhookSettings, Settings
from miantan.supervisor import Process
from simulators.groups import Groups
from simulators.hr_system import HRSystem
from simulators.server import served

T = TypeVar("T")

PROCESSES = ("app", "rasa", "actions", "postgres")
GROUPS = ("wecom", "dingtalk", "telegram")
PATIENCE = 240.0  # seconds; the machine may be busy with other things
ROOM = 10_000  # posts a minute that the groups take: how a card waits for room is tested elsewhere


@dataclass(frozen=True)
class Invited:
    """One person with a link."""

    application_id: str
    link: str


@dataclass
class Stack:
    """The product, running."""

    address: str
    base: Foundation
    plan: local.Plan
    groups: Groups
    hr: HRSystem
    _portal: BlockingPortal
    _up: ExitStack
    _children: dict[str, Process]
    _people: int = 0

    def start(self) -> None:
        """Bring all processes up and wait until they can be used."""
        running = self._portal.wrap_async_context_manager(local.running(self.plan))
        self._children = {child.name: child for child in self._up.enter_context(running)}
        self.wait_until_up()

    def restart_all(self) -> None:
        """Stop everything, the database too, and start it again on the same folder: Ctrl-C and the same command."""
        self._up.close()
        self.call(self.base.database.close)
        postmaster = self._postmaster()
        postmaster.send_signal(signal.SIGINT)
        postmaster.wait(60)
        local.EmbeddedPostgres(self.plan.settings.data_dir / "postgres").start()
        self.start()

    def kill(self, name: str) -> None:
        """SIGKILL; the supervisor starts it again."""
        if name == "postgres":
            old = self._postmaster()
            old.kill()
            self.until(lambda: not old.is_running())
        else:
            self._portal.call(self._children[name].kill)
            time.sleep(1)

    def kill_until(self, name: str, moment: float) -> None:
        """Keep one process down until this `time.monotonic()`."""
        while time.monotonic() < moment:
            self._portal.call(self._children[name].kill)
            time.sleep(0.1)

    def freeze(self, name: str) -> psutil.Process:
        """Stop a process as a machine that hangs would; `resume` it yourself."""
        mine = [child for child in psutil.Process().children() if child.cmdline()[-1:] == [name]]
        mine[0].suspend()
        return mine[0]

    def wait_until_up(self) -> None:
        """Return when database, Rasa and action server answer."""
        self.until(lambda: httpx.get(f"{self.address}/readyz", timeout=10).is_success)

    def until(self, met: Callable[[], Any]) -> Any:
        """What `met` gives once it is true; a network or database that is away counts as not yet. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(httpx.HTTPError, DBAPIError):
                if found := met():
                    return found
            time.sleep(0.3)
        raise TimeoutError(getattr(met, "__qualname__", "condition"))

    def call(self, act: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        """Run something of ours on the loop that the database belongs to."""
        return self._portal.call(act, *arguments)

    def invite(self, language: str = "zh", position: str = "assembler", site: str = "suzhou") -> Invited:
        """A new application and its link, made over REST."""
        self._people += 1
        person = {
            "name": f"体验者{self._people}",
            "position_id": position,
            "site_id": site,
            "language": language,
        }
        made = self._post("applications", {**person, "external_id": f"e2e-{self._people}", "source": "e2e"})
        invited = self._post(f"applications/{made['id']}:invite", {})
        return Invited(made["id"], invited["link"])

    def interview(self, person: Invited) -> dict[str, Any]:
        """The interview as it stands."""
        [interview_id] = self._get(f"applications/{person.application_id}")["interview_ids"]
        return self._get(f"interviews/{interview_id}")

    def transcript(self, person: Invited) -> list[dict[str, Any]]:
        """Both sides, in order."""
        return self._get(f"interviews/{self.interview(person)['id']}/transcript")["lines"]

    def report(self, person: Invited) -> dict[str, Any]:
        """The stored report, once it is there."""
        interview = self.until(lambda: _with_report(self.interview(person)))
        return self._get(f"interviews/{interview['id']}/report")["content"]

    def events(self, person: Invited) -> list[dict[str, Any]]:
        """Verified events about this person."""
        return [one for one in self.hr.events if one["data"]["application_id"] == person.application_id]

    def cards(self, group: str, person: Invited) -> list[str]:
        """Posts about this person in one group."""
        return [post for post in self.groups.posts[group] if person.application_id in post]

    def announced(self, person: Invited) -> bool:
        """The event and a card in every group have arrived."""
        return bool(self.events(person)) and all(self.cards(group, person) for group in GROUPS)

    def _postmaster(self) -> psutil.Process:
        pid_file = self.plan.settings.data_dir / "postgres" / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().split()[0]))

    def _get(self, path: str) -> Any:
        return self._answer(httpx.get(f"{self.address}/api/v1/{path}", headers=self._key(), timeout=30))

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        url = f"{self.address}/api/v1/{path}"
        return self._answer(httpx.post(url, json=body, headers=self._key(), timeout=30))

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.base.secrets.api_key.get_secret_value()}"}

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json()


def _with_report(interview: dict[str, Any]) -> dict[str, Any] | None:
    return interview if interview["report"] else None


@contextmanager
def standing(folder: Path) -> Iterator[Stack]:
    """The product for the length of the block."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    sign = secrets.token_hex(16)
    groups, hr = Groups(per_minute=ROOM, secret=sign), HRSystem(secret)
    with ExitStack() as around:
        outside = around.enter_context(served(groups.routes(), hr.routes()))
        portal = around.enter_context(start_blocking_portal())
        settings = Settings(
            database_url="",
            data_dir=folder,
            port=local.free_port(),
            rasa_port=local.free_port(),
            actions_port=local.free_port(),
            public_url="",
            log_level="WARNING",
            hr_webhook=HRWebhookSettings(url=f"{outside}/hr/events", secret=SecretStr(secret)),
        )
        base = lay(settings, pool_size=2)
        around.callback(portal.call, base.database.close)
        portal.call(make_ready, base)
        portal.call(first_steps.hr_webhook, base)
        plan = local.trial(settings, base.database.url, local.trained_model(), _world(outside, sign))
        stack = Stack(settings.address, base, plan, groups, hr, portal, around.enter_context(ExitStack()), {})
        stack.start()
        yield stack


def _world(outside: str, sign: str) -> dict[str, str]:
    return {
        "MIANTAN_WECOM__GROUP_WEBHOOK_URL": f"{outside}/cgi-bin/webhook/send?key=e2e",
        "MIANTAN_DINGTALK__GROUP_WEBHOOK_URL": f"{outside}/robot/send?access_token=e2e",
        "MIANTAN_DINGTALK__GROUP_SECRET": sign,
        "MIANTAN_TELEGRAM__BOT_TOKEN": "1:e2e",
        "MIANTAN_TELEGRAM__GROUP_CHAT_ID": "-100",
        "MIANTAN_TELEGRAM__API_BASE_URL": f"{outside}/bot",
        "MIANTAN_LOG_LEVEL": "WARNING",
    }
