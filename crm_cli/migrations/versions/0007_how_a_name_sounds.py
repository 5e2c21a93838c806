"""Spell Chinese names in pinyin in the search text; let tags say how often to be in touch."""

import sqlalchemy as sa
from alembic import op

from crm_cli.migrations.spelling import spell

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tag's days, and the second line of the search texts of Chinese names."""
    op.add_column("tag", sa.Column("keep_in_touch_days", sa.Integer(), nullable=True))
    connection = op.get_bind()
    spell(
        lambda sql, params: [
            dict(row) for row in connection.execute(sa.text(sql), params).mappings()
        ],
        lambda sql, rows: connection.execute(sa.text(sql), rows),
    )
