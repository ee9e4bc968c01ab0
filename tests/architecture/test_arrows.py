"""Imports point one way, the pure rooms are pure, and nothing is done at import."""

import subprocess
import sys
from pathlib import Path


def test_import_arrows(project: Path) -> None:
    told = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout


def test_importing_the_command_loads_no_heavy_library(project: Path) -> None:
    heavy = ["nicegui", "rasa_sdk", "sklearn", "telegram"]
    code = f"import sys, miantan.cli; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
