"""Remember who was erased, so that a restore of an older archive drops them again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the ledger: which record and when, and nothing else."""
    op.create_table(
        "erased",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.CheckConstraint("at LIKE '____-__-__T__:__:__.___Z'", name="erased_at_time"),
        sa.PrimaryKeyConstraint("id", name="erased_key"),
        sa.UniqueConstraint("uid", name="erased_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
