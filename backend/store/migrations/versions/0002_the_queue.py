"""The queue: procrastinate's own schema."""

from collections.abc import Sequence

from alembic import op
from procrastinate import schema

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the queue's tables and functions as the installed procrastinate ships them."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute(schema.SchemaManager.get_schema())
    cursor.close()


def downgrade() -> None:
    """Remove everything the queue made."""
    op.execute(
        "DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs CASCADE"
    )
