"""Bring the database to the newest schema, and see whether the tables and the migrations still agree."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from backend.store import tables as _tables  # noqa: F401  registers the tables in the metadata
from backend.store.unit_of_work import sqlalchemy_url


def config(url: str) -> Config:
    """Alembic settings for this database."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["url"] = sqlalchemy_url(url)
    return settings


def upgrade(url: str) -> None:
    """Run every migration that is missing. Safe to run from several processes: a lock lets one through at a time."""
    command.upgrade(config(url), "head")


def drift(url: str) -> list[object]:
    """What differs between the migrated database and the tables in code; empty when they agree."""
    engine = create_engine(sqlalchemy_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_ours, "compare_type": True}
        )
        found: list[object] = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    return found


def is_ours(_: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """The queue's tables are owned by procrastinate; everything else is ours."""
    if kind == "table":
        return not (name or "").startswith("procrastinate")
    return True
