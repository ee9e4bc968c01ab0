"""Silences"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OLD_REMINDERS = """
DELETE FROM procrastinate_jobs
WHERE status = 'todo' AND (task_name = 'turns.remind' OR args ->> 'name' = 'turns.remind')
"""


def upgrade() -> None:
    """Expand. Reminders are no longer jobs put hours ahead; those that wait would find nobody to run them."""
    op.create_table(
        "silence",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("application_id"),
    )
    op.create_index("ix_silence_next", "silence", ["next_at"])
    op.create_index(
        "ix_interview_open", "interview", ["conversation_id"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_invitation_made", "invitation", ["created_at"])
    op.add_column("invitation", sa.Column("reminds", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("candidate", "timezone", nullable=True)
    op.execute("UPDATE candidate SET timezone = NULL")  # nobody could ever set it
    op.execute(OLD_REMINDERS)


def downgrade() -> None:
    """Contract."""
    op.execute("UPDATE candidate SET timezone = 'Asia/Shanghai' WHERE timezone IS NULL")
    op.alter_column("candidate", "timezone", nullable=False)
    op.drop_column("invitation", "reminds")
    op.drop_index("ix_invitation_made", table_name="invitation")
    op.drop_index("ix_interview_open", table_name="interview")
    op.drop_index("ix_silence_next", table_name="silence")
    op.drop_table("silence")
