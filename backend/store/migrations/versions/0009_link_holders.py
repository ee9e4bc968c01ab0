"""Link holders"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Expand. Links opened before have no holder: whoever opens one next holds it."""
    op.create_table(
        "link_holder",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("place_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("invitation_id", "place_hash"),
    )
    op.create_index(
        "ix_link_holder_first",
        "link_holder",
        ["invitation_id"],
        unique=True,
        postgresql_where=sa.text("NOT proven"),
    )
    op.create_index("ix_link_holder_place", "link_holder", ["place_hash"])
    op.create_table(
        "link_check",
        sa.Column("place_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("tried", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"]),
        sa.PrimaryKeyConstraint("place_hash"),
    )
    op.add_column("invitation", sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("invitation", sa.Column("wrong_tries", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Contract."""
    op.drop_column("invitation", "wrong_tries")
    op.drop_column("invitation", "shared")
    op.drop_table("link_check")
    op.drop_index("ix_link_holder_place", table_name="link_holder")
    op.drop_index("ix_link_holder_first", table_name="link_holder")
    op.drop_table("link_holder")
