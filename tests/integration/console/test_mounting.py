"""The console costs nothing to those who do not serve it."""

import subprocess
import sys
from pathlib import Path


def test_nicegui_is_loaded_only_when_the_console_is_mounted(project: Path) -> None:
    asked = "import sys, backend.console.mount; print('nicegui' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", asked], cwd=project, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
