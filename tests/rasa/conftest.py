"""The trained model, made once and kept in var/rasa, and ways into the bot's own environment."""

import fcntl
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BOT_PYTHON = PROJECT / "bot" / ".venv" / "bin" / "python"

Line = dict[str, Any]
Understand = Callable[[list[str]], list[Line]]
InBot = Callable[..., str]


def run_in_bot(*arguments: str | Path) -> str:
    """What a command in the bot's environment prints."""
    done = subprocess.run(
        [BOT_PYTHON, *arguments], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def in_bot() -> InBot:
    """Run a command in the bot's environment."""
    return run_in_bot


@pytest.fixture(scope="session")
def model() -> Path:
    """The model, trained by whichever test process comes first."""
    folder = PROJECT / "var" / "rasa"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Path(run_in_bot("bot/train.py").strip().splitlines()[-1])


@pytest.fixture(scope="session")
def understand(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Understand:
    """Understand a batch of raw lines."""

    def answers(lines: list[str]) -> list[Line]:
        folder = tmp_path_factory.mktemp("batch")
        given, got = folder / "in.jsonl", folder / "out.jsonl"
        given.write_text("\n".join(lines), encoding="utf-8")
        run_in_bot("bot/understand.py", "--model", model, "--input", given, "--output", got)
        return [json.loads(line) for line in got.read_text(encoding="utf-8").splitlines()]

    return answers
