"""A dotted place of a finding is a line of the file."""

from pathlib import Path

import pytest

from backend.content.places import line_of

FILE = """\
id: a
questions:
  - id: q1
    text: {zh: 你好}
  - id: q2
    text:
      zh: 再见
lines:
  ack.1: 好
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("questions", 2), ("questions.1.text.zh", 7), ("questions.q2.text.zh", 7), ("questions.q1.text.en", 4),
        ("lines.ack.1", 9), ("lines.ack.2", 8), ("colour", None), ("", None),
    ],
)  # fmt: skip
def test_the_line_of_a_place(tmp_path: Path, where: str, line: int | None) -> None:
    (tmp_path / "a.yaml").write_text(FILE, encoding="utf-8")
    assert line_of(tmp_path / "a.yaml", where) == line


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert line_of(tmp_path / "none.yaml", "id") is None
