"""`pytest tests/transcripts --update` writes what the engine does now into the files; review reads the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", default=False, help="rewrite the expectations of transcripts"
    )
