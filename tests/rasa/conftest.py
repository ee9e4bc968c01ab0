"""The trained model, made once and kept in var/rasa, and ways into the bot's own environment."""

import fcntl
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

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
def understand(model: Path) -> Iterator[Understand]:
    """Understand raw lines by one process that keeps the model."""
    command = [BOT_PYTHON, "tests/rasa/in_bot/answer_lines.py", model]
    pipe, silence = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=silence) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, got = process.stdin, process.stdout
        yield lambda lines: [ask(given, got, line) for line in lines]
        given.close()
        assert process.wait(30) == 0


def ask(given: IO[bytes], got: IO[bytes], line: str) -> Line:
    """The answer to one line; what libraries print besides is passed over."""
    given.write(line.encode() + b"\n")
    given.flush()
    while not (answer := got.readline()).startswith(b"answer "):
        assert answer, "the understanding process has ended"
    found: Line = json.loads(answer.removeprefix(b"answer "))
    return found
