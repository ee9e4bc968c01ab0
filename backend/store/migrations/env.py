"""Alembic's entry: one transaction per migration, a short lock time-out, one runner at a time."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from backend.store import tables as _tables  # noqa: F401
from backend.store.migrate import is_ours

ONE_RUNNER = 7_164_253  # key of the advisory lock; any fixed number


def run() -> None:
    """Migrate the database named in the settings."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({ONE_RUNNER})"))
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=SQLModel.metadata, include_object=is_ours)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        connection.execute(text(f"SELECT pg_advisory_unlock({ONE_RUNNER})"))
        connection.commit()
    engine.dispose()


run()
