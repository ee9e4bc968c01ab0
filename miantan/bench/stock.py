"""Stock Rasa as its handbook sets it up, to measure against: an unpatched server and rasa-sdk's own action server.

It serves our model and has the same actions by name. Each of them says one sentence and remembers nothing.
`python -m miantan.bench.stock PORT` is the action server.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from rasa_sdk import Action, Tracker
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.server import ACTIONS
from miantan import local
from miantan.supervisor import Process

REPLY = "好的，记下了。下一个问题：您在上一份工作里，遇到过机器突然停下来的情况吗？"


class Conversation:
    """One sender's messages over the REST channel."""

    def __init__(self, client: httpx.AsyncClient, address: str) -> None:
        self._client = client
        self._address = f"{address}/webhooks/rest/webhook"
        self._sender = str(uuid4())

    async def open(self) -> None:
        """The message that begins an interview, as Rasa is given it."""
        await self.say("/settle", "consent")

    async def say(self, said: str, stage: str = "interview") -> None:
        """Send, and wait for the reply. Raises RuntimeError if there is none."""
        metadata = {"turn_id": str(uuid4()), "stage": stage, "language": "zh"}
        message = {"sender": self._sender, "message": said, "metadata": metadata}
        answer = await self._client.post(self._address, json=message)
        if len(answer.json()) != 1:
            raise RuntimeError(f"stock Rasa replied {len(answer.json())} times")


@asynccontextmanager
async def running(model: Path, folder: Path) -> AsyncIterator[tuple[str, list[Process]]]:
    """The server's address and both processes, ready."""
    rasa, actions = local.free_port(), local.free_port()
    async with httpx.AsyncClient(timeout=2) as client:
        children = _children(client, model, folder, rasa, actions)
        async with local.kept_running(children):
            yield f"http://127.0.0.1:{rasa}", children


def _children(client: httpx.AsyncClient, model: Path, folder: Path, rasa: int, actions: int) -> list[Process]:
    hook = f"http://127.0.0.1:{actions}/webhook"
    server = [local.RASA_PYTHON, local.ROOT / "bot/run.py", "--model", model, "--port", rasa, "--stock"]
    commands = {
        "stock_rasa": ([*server, "--actions-url", hook], f"http://127.0.0.1:{rasa}/"),
        "stock_actions": (
            [sys.executable, "-m", __name__, actions],
            f"http://127.0.0.1:{actions}/health",
        ),
    }
    return [
        Process(name, [*map(str, command)], {}, local.answers(client, address), folder / f"{name}.log")
        for name, (command, address) in commands.items()
    ]


class _Saying(Action):  # type: ignore[misc]  # rasa-sdk carries no types
    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=REPLY)
        return []


def serve(port: int) -> None:
    """Run the action server until SIGTERM."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(_Saying(action.action_name))
    app = create_app(executor, cors_origins=[])
    app.run(host="127.0.0.1", port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
