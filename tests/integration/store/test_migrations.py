"""The migrations and the tables in code describe the same database."""

import re
from pathlib import Path

from backend.store import migrate


def test_each_revision_has_a_number_of_its_own() -> None:
    files = sorted((Path(migrate.__file__).parent / "migrations/versions").glob("*.py"))
    named = [re.findall(r'^revision: str = "(\w+)"', file.read_text(), re.M) for file in files]
    assert named == [[f"{number:04}"] for number in range(1, len(files) + 1)]


def test_no_drift(database_url: str) -> None:
    assert migrate.drift(database_url) == []


def test_upgrade_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    assert migrate.drift(database_url) == []
