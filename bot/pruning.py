"""Keep the folder of trained models small: each is used while its inputs stand, and then never again."""

from pathlib import Path

KEPT = 3  # models, of about 5 MB: the one in use, and two to go back to


def use(model: Path) -> None:
    """Note that this model is wanted now, and remove all but the few that were wanted last."""
    model.touch()
    trained = [path for path in model.parent.glob("*.tar.gz") if not path.name.startswith("unfinished-")]
    for old in sorted(trained, key=lambda path: path.stat().st_mtime_ns, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
