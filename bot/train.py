"""Train the model if anything it is made from has changed; the last line printed is the model's path.

Usage: `bot/.venv/bin/python bot/train.py [--output var/rasa] [--nlu FOLDER]`
"""

import argparse
import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from pruning import use
from quiet import quieten

BOT = Path(__file__).resolve().parent
PROJECT = BOT.parent


def main() -> int:
    """Print one line of progress and the model's path."""
    options = _options()
    model = options.output / f"{fingerprint(options.nlu)}.tar.gz"
    if not model.exists():
        print("training the dialogue model (about a minute)…", file=sys.stderr, flush=True)
        _train(options.nlu, model)
    use(model)
    print(model.resolve())
    return 0


def fingerprint(nlu: Path) -> str:
    """The SHA-256 of every input: configuration, domain, rules, utterances, components, versions."""
    digest = hashlib.sha256(
        f"{sys.version_info[:2]} rasa {version('rasa')} sklearn {version('scikit-learn')}".encode()
    )
    for path in _inputs(nlu):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _inputs(nlu: Path) -> "Iterator[Path]":
    yield BOT / "config.yml"
    for folder in (PROJECT / "domain", PROJECT / "data" / "rules", nlu):
        yield from sorted(folder.rglob("*.yml"))
    yield from sorted(path for path in (BOT / "components").iterdir() if path.suffix in {".py", ".txt"})


def _train(nlu: Path, model: Path) -> None:
    """Train beside the goal and move into place, so that a killed run leaves nothing half-done."""
    quieten()
    import rasa

    model.parent.mkdir(parents=True, exist_ok=True)
    unfinished = f"unfinished-{os.getpid()}"
    with contextlib.redirect_stdout(sys.stderr):
        result = rasa.train(
            domain=str(PROJECT / "domain"),
            config=str(BOT / "config.yml"),
            training_files=[str(nlu), str(PROJECT / "data" / "rules")],
            output=str(model.parent),
            force_training=True,
            fixed_model_name=unfinished,
        )
    if not result.model:
        raise SystemExit("training failed: no model was written")
    Path(result.model).replace(model)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=PROJECT / "var" / "rasa", help="folder of the models")
    parser.add_argument("--nlu", type=Path, default=PROJECT / "data" / "nlu", help="folder of the utterances")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
