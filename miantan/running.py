"""`miantan run`: start everything, say where it is, and keep it running."""

import asyncio
from itertools import cycle

import httpx
from rich.console import Console

from miantan import first_steps, local
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import Settings
from miantan.supervisor import until_told_to_stop
from simulators.candidate import Candidate, Habits, words


async def _made_up(base: Foundation) -> None:
    """Candidates who talk while somebody looks at the console."""
    links = [
        (await first_steps.trial_link(base, position, site, language), language)
        for (position, site), language in zip(
            base.shelf.current.openings(), cycle(("zh", "zh", "en", "ja", "ko")), strict=False
        )
    ]
    async with httpx.AsyncClient(timeout=30) as client:
        people = [
            Candidate(link, words(language), Habits(), number)
            for number, (link, language) in enumerate(links)
        ]
        await asyncio.gather(*(person.interview(client) for person in people))


async def run(settings: Settings, *, demo: bool) -> None:
    """Run until Ctrl-C. Raises `local.CannotStart`."""
    say = Console(highlight=False).print
    say("[1/4] database …")
    base = lay(settings, pool_size=2)
    await make_ready(base)
    name, password = await first_steps.first_login(base)
    await first_steps.hr_webhook(base)
    say("[2/4] dialogue model …")
    model = await asyncio.to_thread(local.trained_model)
    plan = local.plan(settings, base.database.url, model)
    say("[3/4] Rasa, action server, application …")
    async with local.running(plan):
        link = await first_steps.trial_link(
            base, base.shelf.current.settings.default_position, base.shelf.current.settings.default_site, "zh"
        )
        say("[4/4] ready\n")
        say(f"  HR console   {settings.address}/console")
        say(f"  log in as    {name}   password {password}")
        say(f"  interview    {link}\n", soft_wrap=True)
        say("Ctrl-C stops everything.")
        made_up = asyncio.create_task(_made_up(base)) if demo else None
        await until_told_to_stop()
        if made_up is not None:
            made_up.cancel()
        say("stopping …")
    await base.database.close()
