"""Of the trained models only the few that were wanted last are kept."""

import os
from pathlib import Path

from .conftest import InBot

USE = "import sys; sys.path.insert(0, 'bot'); from pathlib import Path; from pruning import use; use(Path(sys.argv[1]))"


def test_the_models_wanted_last_are_kept(in_bot: InBot, tmp_path: Path) -> None:
    for age, name in enumerate(("newest", "newer", "old", "oldest")):
        model = tmp_path / f"{name}.tar.gz"
        model.touch()
        os.utime(model, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "unfinished-1.tar.gz").touch()
    in_bot("-c", USE, tmp_path / "oldest.tar.gz")
    left = sorted(path.name.split(".")[0] for path in tmp_path.iterdir())
    assert left == ["newer", "newest", "oldest", "unfinished-1"]
