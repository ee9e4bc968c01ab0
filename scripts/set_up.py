#!/usr/bin/env python3
"""Prepare this machine: both environments, and the trained Rasa model.

Needs only Python 3.11 or newer and a package index; uses the standard library alone, because nothing else is there yet.
Everything lands inside the checkout. Steps that are up to date take no time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.9"
UV = ROOT / ".tools" / "bin" / "uv"
OURS = ROOT / ".venv"
RASAS = ROOT / "bot" / ".venv"


class Missing(Exception):
    """Something is not on this machine; the message says what and how to get it."""


def main() -> int:
    """Run every step; a missing prerequisite is one clear line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--for-tests", action="store_true", help="also what the test suite needs (browser, ffmpeg)"
    )
    for_tests = parser.parse_args().for_tests
    if for_tests:
        os.environ.pop("VOICE", None)  # the tests need all of it
    steps: list[tuple[str, Callable[[], None]]] = [
        ("the tool that manages environments (uv)", get_uv),
        (
            f"our packages, about {'1 GB' if without_voice() else '1.6 GB'}",
            lambda: environment(OURS, our_lock(), sys.executable),
        ),
        ("the miantan command", install_ourselves),
        (
            "Rasa and its Python 3.10, about 2.5 GB",
            lambda: environment(RASAS, ROOT / "bot/requirements.lock", None),
        ),
        ("the Rasa model (once, until its training data change)", train),
    ]
    if for_tests:
        steps.append(("a browser and sound tools for the tests", system_packages))
    for number, (what, step) in enumerate(steps, 1):
        print(f"[{number}/{len(steps)}] {what} …", flush=True)
        try:
            step()
        except Missing as missing:
            print(f"set-up stopped: {missing}", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as error:
            print(
                f"set-up stopped: `{' '.join(map(str, error.cmd[:4]))} …` failed, see above", file=sys.stderr
            )
            return 1
    return 0


def without_voice() -> bool:
    """Whether `VOICE=0` asks to leave the local speech model out."""
    return os.environ.get("VOICE") == "0"


def our_lock() -> Path:
    """What our environment is made from."""
    return ROOT / ("requirements-novoice.lock" if without_voice() else "requirements.lock")


def get_uv() -> None:
    """Install uv into .tools, apart from everything else."""
    if sys.version_info < (3, 11):
        raise Missing("Python 3.11 or newer is needed; run `make PYTHON=python3.12 …` with one that is")
    if UV.exists() and UV_VERSION in output(UV, "--version"):
        return
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        raise Missing(
            "this Python cannot make environments; on Debian: apt-get install python3-venv"
        ) from None
    run(sys.executable, "-m", "venv", "--clear", ROOT / ".tools")
    run(ROOT / ".tools/bin/python", "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}")


def environment(folder: Path, lock: Path, python: str | None) -> None:
    """Make the environment in `folder` hold exactly what `lock` says; nothing to do when it was made from it."""
    stamp = folder / "made-from"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run(UV, "venv", "--quiet", "--clear", "--python", python or python310(), folder)
    run(UV, "pip", "sync", "--quiet", "--require-hashes", "--python", folder / "bin/python", lock)
    stamp.write_text(wanted)


def install_ourselves() -> None:
    """Put the `miantan` command into our environment; the code stays where it is."""
    stamp = OURS / "installed-from"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--python",
        OURS / "bin/python",
        "-e",
        ROOT,
    )
    stamp.write_text(wanted)


def python310() -> str:
    """A Python 3.10: named by MIANTAN_PYTHON310, found on this machine, or fetched by uv."""
    named = os.environ.get("MIANTAN_PYTHON310")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [named] if named else [*map(str, sorted(pyenv.glob("3.10.*/bin/python3.10"), reverse=True))]
    for candidate in (*candidates, shutil.which("python3.10")):
        if candidate and answers(candidate):
            return candidate
    if named:
        raise Missing(f"MIANTAN_PYTHON310={named} is no working Python 3.10")
    found = subprocess.run([UV, "python", "find", "3.10"], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    print("      no Python 3.10 here; fetching one …", flush=True)
    if subprocess.run([UV, "python", "install", "--quiet", "3.10"], check=False).returncode != 0:
        raise Missing(
            "Rasa needs Python 3.10: install it (pyenv install 3.10) or name it in MIANTAN_PYTHON310"
        )
    return output(UV, "python", "find", "3.10").strip()


def answers(python: str) -> bool:
    """Whether this is a Python 3.10 that runs."""
    asked = [python, "-c", "import sys, ensurepip; print(sys.version_info[:2])"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.returncode == 0 and told.stdout.strip() == "(3, 10)"


def train() -> None:
    """Train Rasa, unless a model of the same inputs is there."""
    run(RASAS / "bin/python", ROOT / "bot/train.py")


def system_packages() -> None:
    """Chromium, ffmpeg, sox and espeak-ng by the system's package manager, as root; otherwise say what is missing."""
    wanted = {"chromium": "chromium", "ffmpeg": "ffmpeg", "sox": "sox", "espeak-ng": "espeak-ng"}
    missing = [package for command, package in wanted.items() if shutil.which(command) is None]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(
            f"the tests need {', '.join(missing)}; on Debian: sudo apt-get install {' '.join(missing)}"
        )
    run("apt-get", "-qq", "update")
    run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing, "fonts-noto-cjk")


def run(*command: object) -> None:
    """Run a command; its errors show, its success is silent."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([*map(str, command)], check=True, cwd=ROOT, env=environment)


def output(*command: object) -> str:
    """What a command prints."""
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
