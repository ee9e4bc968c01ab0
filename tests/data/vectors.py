"""The known-answer vectors of the messaging reference."""

import json
from pathlib import Path
from typing import Any

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "messaging_vectors.json").read_text(encoding="utf-8")
)
