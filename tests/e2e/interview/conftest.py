"""One running product for the tests of a file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stack import Stack, standing


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """In a folder of its own: pytest's are closed to the user that PostgreSQL runs as whenever another run begins."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, standing(Path(folder)) as product:
        yield product
