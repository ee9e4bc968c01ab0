"""The packaged model, for real: put together once, and it understands what is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.speech.choosing import engine
from backend.speech.contract import Hint
from backend.speech.engines import packaged
from backend.speech.listening import Listener
from backend.speech.settings import AsrSettings
from tests import voices


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def test_the_model_is_put_together_once(cache: Path) -> None:
    first = packaged.folder(cache)
    made = (first / "model.bin").stat().st_mtime_ns
    assert packaged.folder(cache) == first
    assert (first / "model.bin").stat().st_mtime_ns == made
    assert [one.name for one in cache.iterdir()] == [first.name]


def test_mandarin_is_understood_on_a_telephone_line(cache: Path) -> None:
    listener = Listener(engine(AsrSettings(engine="packaged"), cache), 0.6)
    heard = listener.listen(voices.encoded("learn", "amr"), Hint("zh"))
    assert "学会" in heard.text
    assert "师傅教了我" in heard.text
    assert heard.confidence is not None
    assert heard.segments[0].start < heard.segments[-1].end <= heard.seconds + 1


def test_the_command_writes_a_line_a_file(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(cache)
    (tmp_path / "bad.ogg").write_bytes(b"no sound")
    good = voices.FOLDER / "learn.ogg"
    command = [
        sys.executable,
        "-m",
        "miantan",
        "transcribe",
        "--json",
        "--language",
        "zh",
        "bad.ogg",
        str(good),
    ]
    told = subprocess.run(
        command, cwd=tmp_path, env=_with_data(tmp_path), capture_output=True, text=True, check=False
    )
    bad, heard = map(json.loads, told.stdout.splitlines())
    assert bad == {"file": "bad.ogg", "error": "not_audio"}
    assert set(heard) >= {"text", "language", "duration", "confidence", "segments"}
    assert told.returncode == 2
    assert "1 of 2" in told.stderr


def _with_data(folder: Path) -> dict[str, str]:
    return {**os.environ, "MIANTAN_DATA_DIR": str(folder)}
