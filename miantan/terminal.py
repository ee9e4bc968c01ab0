"""`miantan chat`: an interview in the terminal, over the same doors that the web page uses."""

import asyncio
import json
import sys
from uuid import uuid4

import httpx
from rich.console import Console

from miantan import first_steps, local
from miantan.foundation import lay, make_ready
from miantan.settings import Settings


async def talk(settings: Settings, position: str, site: str, language: str) -> None:
    """Hold the interview with whoever types; Ctrl-D ends. Raises `local.CannotStart`, ValueError for wrong names."""
    base = lay(settings.model_copy(update={"log_level": "ERROR"}), pool_size=2)
    base.shelf.current.form(position, site)
    if language not in base.shelf.current.locales:
        raise ValueError(f"--language {language}: zh, en, ja or ko")
    await make_ready(base)
    screen = Console(highlight=False)
    async with httpx.AsyncClient(base_url=settings.address, timeout=httpx.Timeout(30, read=None)) as client:
        if await _is_up(client):
            await _hold(client, await first_steps.trial_link(base, position, site, language), screen)
        else:
            screen.print("[dim]starting …[/dim]")
            model = await asyncio.to_thread(local.trained_model)
            async with local.running(local.plan(settings, base.database.url, model)):
                await _hold(client, await first_steps.trial_link(base, position, site, language), screen)
    await base.database.close()


async def _is_up(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/healthz", timeout=2)).is_success
    except httpx.HTTPError:
        return False


async def _hold(client: httpx.AsyncClient, link: str, screen: Console) -> None:
    doors = f"/channels/web/{link.rsplit('/', 1)[1]}"
    await client.post(f"{doors}/open")
    listening = asyncio.create_task(_listen(client, doors, screen))
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip():
            await client.post(
                f"{doors}/messages", json={"text": line.strip()}, headers={"Idempotency-Key": str(uuid4())}
            )
    await asyncio.sleep(2)
    listening.cancel()


async def _listen(client: httpx.AsyncClient, doors: str, screen: Console) -> None:
    async with client.stream("GET", f"{doors}/events") as stream:
        kind = ""
        async for line in stream.aiter_lines():
            if line.startswith("event:"):
                kind = line.partition(":")[2].strip()
            elif line.startswith("data:") and kind == "message":
                _show(json.loads(line.partition(":")[2]), screen)


def _show(message: dict[str, object], screen: Console) -> None:
    if message["mine"]:
        return
    screen.print(f"\n{message['text']}", style="bold", markup=False)
    choices = message.get("choices")
    if isinstance(choices, list) and choices:
        screen.print(f"〔{'〕〔'.join(map(str, choices))}〕", style="dim", markup=False)
