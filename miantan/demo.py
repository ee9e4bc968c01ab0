"""`miantan demo`: a hiring round with simulated candidates, HR groups and an HR system, and a count of what got lost.

Runs in a data folder of its own. With `chaos`, processes are killed at random meanwhile.
"""

import asyncio
import base64
import csv
import json
import random
import secrets
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import psutil
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlmodel import col, select

from backend.recruiting import invitations
from backend.recruiting.importing import import_candidates
from backend.store.states import InterviewState
from backend.store.tables import Application
from miantan import first_steps, local, tally
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import HRWebhookSettings, Settings
from miantan.supervisor import Process
from simulators.candidate import Candidate, Habits, NoReply, words
from simulators.groups import Groups
from simulators.hr_system import HRSystem
from simulators.server import served

AT_ONCE = 12  # candidates talking at the same time
SETTLING = 150.0  # seconds for cards and events to arrive after the last word
LANGUAGES = ("zh", "zh", "zh", "zh", "zh", "en", "ja", "ko")
HABITS = (
    Habits(),
    Habits(asks_after=1, redoes_after=3),
    Habits(pauses_after=2, sends_twice=True),
    Habits(sticker_after=1, breaks_answers=True),
    Habits(asks_after=0, pauses_after=4, redoes_after=2),
    Habits(withdraws_after=3),
)


@dataclass
class Round:
    """Everything of one round."""

    settings: Settings
    candidates: int
    chaos: bool
    groups: Groups
    hr: HRSystem
    people: list[Candidate] = field(default_factory=list)
    silent: int = 0


def play(settings: Settings, *, candidates: int, chaos: bool) -> int:
    """Play one round; the exit code is 0 only if nothing was lost or doubled."""
    folder = settings.data_dir.resolve() / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    sign = secrets.token_hex(16)
    own = settings.for_a_trial(folder, local.free_port())
    this_round = Round(own, candidates, chaos, Groups(secret=sign), HRSystem(secret))
    began = time.monotonic()
    with served(this_round.groups.routes(), this_round.hr.routes()) as outside:
        try:
            figures = asyncio.run(_play(this_round, _addresses(outside, secret, sign)))
        except local.CannotStart as reason:
            print(reason, file=sys.stderr)  # noqa: T201
            return 1
    figures["seconds"] = round(time.monotonic() - began, 1)
    Console().print(_table(figures))
    print(json.dumps(figures))  # noqa: T201  the contract's last line
    return 0 if figures["lost"] == 0 and figures["doubled"] == 0 else 1


def _addresses(outside: str, secret: str, sign: str) -> dict[str, str]:
    return {
        "MIANTAN_WECOM__GROUP_WEBHOOK_URL": f"{outside}/cgi-bin/webhook/send?key=demo",
        "MIANTAN_DINGTALK__GROUP_WEBHOOK_URL": f"{outside}/robot/send?access_token=demo",
        "MIANTAN_DINGTALK__GROUP_SECRET": sign,
        "MIANTAN_TELEGRAM__BOT_TOKEN": "1:demo",
        "MIANTAN_TELEGRAM__MODE": "webhook",
        "MIANTAN_TELEGRAM__WEBHOOK_SECRET": "demo",
        "MIANTAN_TELEGRAM__GROUP_CHAT_ID": "-100",
        "MIANTAN_TELEGRAM__API_BASE_URL": f"{outside}/bot",
        "MIANTAN_HR_WEBHOOK__URL": f"{outside}/hr/events",
        "MIANTAN_HR_WEBHOOK__SECRET": secret,
        "MIANTAN_LOG_LEVEL": "WARNING",
    }


async def _play(this_round: Round, addresses: dict[str, str]) -> dict[str, float]:
    hook = {"url": addresses["MIANTAN_HR_WEBHOOK__URL"], "secret": addresses["MIANTAN_HR_WEBHOOK__SECRET"]}
    base = lay(this_round.settings.model_copy(update={"hr_webhook": HRWebhookSettings.model_validate(hook)}))
    await make_ready(base)
    await first_steps.hr_webhook(base)
    links = await _invite(base, this_round)
    model = await asyncio.to_thread(local.trained_model)
    plan = local.trial(this_round.settings, base.database.url, model, addresses)
    async with local.running(plan) as children:
        trouble = asyncio.create_task(_trouble(children, this_round)) if this_round.chaos else None
        await _talk(this_round, links)
        if trouble is not None:
            trouble.cancel()
        await _settle(base, this_round)
        figures = await _count(base, this_round, len(links))
    await base.database.close()
    return figures


async def _invite(base: Foundation, this_round: Round) -> list[tuple[str, str]]:
    """Import a CSV of applicants and return (link, language) of each."""
    openings = base.shelf.current.openings()
    path = this_round.settings.data_dir / "applicants.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "手机", "岗位", "基地", "语言", "外部编号"])
        for number in range(this_round.candidates):
            position, site = openings[number % len(openings)]
            language = LANGUAGES[number % len(LANGUAGES)]
            writer.writerow(
                [f"候选人{number}", f"138{number:08d}", position, site, language, f"demo-{number}"]
            )
    await import_candidates(path, base.database, base.clock, base.shelf.current)
    links = []
    async with base.database.unit_of_work() as session:
        for number in range(this_round.candidates):
            wanted = select(Application).where(col(Application.external_id) == f"demo-{number}")
            token = await invitations.invite(session, base.clock, (await session.exec(wanted)).one())
            links.append((f"{base.settings.address}/i/{token}", LANGUAGES[number % len(LANGUAGES)]))
    return links


async def _talk(this_round: Round, links: list[tuple[str, str]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=30) as client:
        with Progress(transient=True) as progress:
            bar = progress.add_task("interviews", total=len(links))

            async def one(number: int, link: str, language: str) -> None:
                person = Candidate(link, words(language), HABITS[number % len(HABITS)], number)
                this_round.people.append(person)
                async with gate:
                    try:
                        await person.interview(client)
                    except NoReply:
                        this_round.silent += 1
                progress.advance(bar)

            await asyncio.gather(*(one(number, *link) for number, link in enumerate(links)))


async def _trouble(children: list[Process], this_round: Round) -> None:
    """Kill a process, ours or the database; once it is back, the next."""
    chance = random.Random(7)  # noqa: S311  not a secret
    while True:
        await asyncio.sleep(chance.uniform(4, 8))
        victim = chance.choice([*children, None])
        if victim is not None:
            victim.kill()
            await asyncio.sleep(1)
            await victim.wait_until_ready(120)
        else:
            pid = (this_round.settings.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]
            with suppress(psutil.Error):
                psutil.Process(int(pid)).kill()


async def _settle(base: Foundation, this_round: Round) -> None:
    """Wait until every finished interview has its report, cards and event."""
    until = time.monotonic() + SETTLING
    while time.monotonic() < until:
        with suppress(Exception):  # the database may just be coming back
            done = await tally.finished(base.database)
            arrived = [_spoken_of(posts) for posts in this_round.groups.posts.values()]
            if done and len(this_round.hr.events) >= done and arrived and min(arrived) >= done:
                return
        await asyncio.sleep(0.5)


def _spoken_of(posts: list[str]) -> int:
    """How often posts lead to a candidate: a digest does so once for each of many."""
    return sum(post.count("/console/applications/") for post in posts)


async def _count(base: Foundation, this_round: Round, invited: int) -> dict[str, float]:
    states = await tally.states(base.database)
    completed = states.get(InterviewState.FINISHED, 0)
    said = await tally.said(base.database, [text for person in this_round.people for text in person.sent])
    cards = [_spoken_of(this_round.groups.posts[name]) for name in ("wecom", "dingtalk", "telegram")]
    events = len(this_round.hr.events)
    delays = sorted(delay for person in this_round.people for delay in person.delays) or [0.0]
    reports = await tally.reports(base.database)
    return {
        "applications": this_round.candidates,
        "invited": invited,
        "completed": completed,
        "withdrawn": states.get(InterviewState.WITHDRAWN, 0),
        "reports": reports,
        "cards": sum(cards),
        "events": events,
        "offers": 0,
        "hired": 0,
        "reply_p95": round(delays[int(len(delays) * 0.95)], 2),
        "lost": said.lost + this_round.silent + (completed - reports) + (completed - events)
        + sum(max(0, completed - number) for number in cards),
        "doubled": said.doubled + this_round.hr.doubled + sum(max(0, number - completed) for number in cards),
    }  # fmt: skip


def _table(figures: dict[str, float]) -> Table:
    table = Table("", "", show_header=False)
    for name, value in figures.items():
        table.add_row(name, str(value))
    return table
