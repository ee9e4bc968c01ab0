"""A copy of the shipped content that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.content import files
from backend.content.loader import load
from backend.content.pack import Content


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in files.names(files.SHIPPED):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(files.SHIPPED / name, tmp_path / name)
    return tmp_path


Spoil = Callable[[str, Callable[[dict[str, Any]], object]], None]


@pytest.fixture
def spoil(root: Path) -> Spoil:
    """Rewrites one file of the copy after a change to its value."""

    def rewrite(name: str, change: Callable[[dict[str, Any]], object]) -> None:
        value = yaml.load((root / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        change(value)
        (root / name).write_text(
            yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8"
        )

    return rewrite
