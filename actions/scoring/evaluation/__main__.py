"""`python -m actions.scoring.evaluation [--data DIR] [SET.jsonl …]`; `make eval` calls it."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from actions.scoring.api import Scorer, embedded
from actions.scoring.evaluation.human_scored import ADS, LE, ads, logistics, report
from actions.scoring.evaluation.labelled import OWN, load
from actions.scoring.evaluation.table import table

DEVELOPMENT = "zh_answers_dev.jsonl"


def main(arguments: Sequence[str]) -> int:
    """Print one table for each set: the team's own, the development data beside the clone, and those named."""
    parser = ArgumentParser(prog="python -m actions.scoring.evaluation")
    parser.add_argument("sets", nargs="*", type=Path, help="further labelled sets, one JSON object a line")
    parser.add_argument("--data", type=Path, help="folder of the development data")
    asked = parser.parse_args(arguments)
    for path in asked.sets:
        if not path.is_file():
            parser.error(f"{path}: no such file")
    scorer = embedded()
    with threadpool_limits(1):
        for path in (*sorted(OWN.glob("*.jsonl")), *_development(asked.data), *asked.sets):
            for line in table(path.stem, load(path), scorer):
                sys.stdout.write(line + "\n")
            sys.stdout.write("\n")
        for line in _human(asked.data, scorer):
            sys.stdout.write(line + "\n")
    return 0


def _development(folder: Path | None) -> Iterator[Path]:
    """The development set, if it is there; it is not part of a clone, so its absence is said and nothing stops."""
    if folder is None:
        return
    if (folder / DEVELOPMENT).is_file():
        yield folder / DEVELOPMENT
    else:
        sys.stderr.write(
            f"{folder}: no {DEVELOPMENT} there, so only the team's own answers are scored. The development data "
            "is not part of a clone: put it beside the clone as ../shared/data, or say where it is "
            "(make eval EVAL_DATA=DIR).\n"
        )


def _human(folder: Path | None, scorer: Scorer) -> Iterator[str]:
    """Knowledge questions scored by people, where the folder has them."""
    if folder is not None and (folder / ADS).is_file():
        yield from report("zh_sas ADS", ads(folder / ADS), scorer, learning=True)
    if folder is not None and (folder / LE).is_file():
        yield from report("zh_sas LE", logistics(folder / LE), scorer, learning=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
