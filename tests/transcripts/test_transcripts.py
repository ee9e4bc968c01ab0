"""Every transcript is held as written."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.transcripts.held import hold

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))


class Dumper(yaml.SafeDumper):
    """Indents lists under their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_transcript(path: Path, request: pytest.FixtureRequest) -> None:
    transcript = yaml.safe_load(path.read_text(encoding="utf-8"))
    held = list(hold(transcript))
    if request.config.getoption("--update", default=False):
        write(path, transcript, held)
        return
    for number, (turn, outcome) in enumerate(held, start=1):
        assert outcome == turn["expect"], f"turn {number}: {turn.get('said') or turn.get('act')}"


def write(path: Path, transcript: dict[str, Any], held: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    turns = [
        {**{key: value for key, value in turn.items() if key != "expect"}, "expect": outcome}
        for turn, outcome in held
    ]
    text = yaml.dump(
        {**transcript, "turns": turns}, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    path.write_text(text, encoding="utf-8")


def test_the_four_languages_are_all_spoken() -> None:
    spoken = {yaml.safe_load(path.read_text(encoding="utf-8"))["language"] for path in FILES}
    assert spoken == {"zh", "en", "ja", "ko"}
