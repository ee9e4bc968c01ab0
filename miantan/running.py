"""`miantan run`: start everything, say where it is, and keep it running."""

import asyncio

from rich.console import Console

from miantan import first_steps, local
from miantan.foundation import lay, make_ready
from miantan.settings import Settings
from miantan.supervisor import until_told_to_stop


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
        await until_told_to_stop()
        say("stopping …")
    await base.database.close()
