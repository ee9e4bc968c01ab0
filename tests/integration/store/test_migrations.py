"""The migrations and the tables in code describe the same database."""

from backend.store import migrate


def test_no_drift(database_url: str) -> None:
    assert migrate.drift(database_url) == []


def test_upgrade_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    assert migrate.drift(database_url) == []
