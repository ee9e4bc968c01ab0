"""The one sentence that people on DingTalk see from the channel itself."""

from pathlib import Path
from typing import Any

import yaml


def load_refusal() -> str:
    """In Chinese and English: DingTalk does not tell a person's language."""
    path = Path(__file__).parent / "words.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return f"{told['refusal']['zh']}\n{told['refusal']['en']}"
