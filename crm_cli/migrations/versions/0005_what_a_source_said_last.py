"""Remember what the source of an import said of a record the last time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the texts of the source's row, as JSON; unknown for what was imported before."""
    op.add_column("external_id", sa.Column("said", sa.String(), nullable=True))
