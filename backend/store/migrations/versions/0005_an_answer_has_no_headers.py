"""An answer that is kept has no headers of its own"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Contract: nothing was ever written there."""
    op.drop_column("idempotent_answer", "headers")


def downgrade() -> None:
    """Put it back, empty."""
    op.add_column(
        "idempotent_answer",
        sa.Column("headers", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
    )
