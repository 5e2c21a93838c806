"""Remember which records were looked at and are not the same: two people, two companies."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make a table of such pairs for contacts, and one for companies."""
    for noun in ("company", "contact"):
        table, owner = f"{noun}_distinct", f"{noun}_id"
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column(owner, sa.Integer(), nullable=False),
            sa.Column("other_id", sa.Integer(), nullable=False),
            *(
                sa.ForeignKeyConstraint(
                    [column],
                    [f"{noun}.id"],
                    name=f"{table}_{column}_link",
                    initially="IMMEDIATE",
                    deferrable=True,
                )
                for column in (owner, "other_id")
            ),
            sa.PrimaryKeyConstraint("id", name=f"{table}_key"),
            sa.UniqueConstraint(owner, "other_id", name=f"{table}_{owner}_other_id_unique"),
            sqlite_autoincrement=True,
            sqlite_strict=True,
        )
        for column in (owner, "other_id"):
            op.create_index(f"{table}_{column}_index", table, [column], unique=False)
