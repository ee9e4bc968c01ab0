"""What people can have got wrong is one clear line and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["chat", "--position", "nope"], "nope"),
        (["content", "check", "/nowhere"], ""),
        (["score", "--input", "/nowhere.jsonl", "--output", "out.jsonl"], "nowhere.jsonl"),
        (["channel", "check", "carrier-pigeon"], "carrier-pigeon"),
        (["channel", "check", "telegram"], "docs/how-to/telegram.md"),
        (["bench", "nothing"], "nothing"),
        (["replay", "no-id"], "no-id"),
    ],
)
def test_a_wrong_word_is_named(arguments: list[str], named: str, tmp_path: Path) -> None:
    told = _run(arguments, tmp_path)
    assert told.returncode == 2, told.stderr
    assert named in told.stderr
    assert "Traceback" not in told.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    told = _run(["user", "add", "x", "--role", "hq"], tmp_path, MIANTAN_PORT="abc")
    assert told.returncode == 2
    assert told.stderr.startswith("MIANTAN_PORT:")


def test_a_person_cannot_be_given_a_site_that_is_not_there(tmp_path: Path) -> None:
    told = _run(["user", "add", "lin", "--role", "site", "--site", "atlantis"], tmp_path)
    assert told.returncode == 2
    assert told.stderr.splitlines() == ["site: no such site 'atlantis'; there are suzhou, shenzhen, shanghai"]


def _run(arguments: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "miantan", *arguments],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
