"""Indexes for large books: to count what is not in the trash, to find what was changed, to list.

A list counts the live records: of a million contacts SQLite read each, as the index of live rows
did not say that they are live. The life of a record asks for addresses that it had once: each row
that an import made was read. And PostgreSQL sorted all interactions to list the newest: their
index had those without a time at the other end.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

LISTED = (("interaction", "occurred_at"), ("survey", "answered_at"), ("ticket", "opened_at"))
NOUNS = ("company", "contact", "deal", "interaction", "survey", "task", "ticket")


def upgrade() -> None:
    """Make the indexes of the live rows again, with one column more, and one of the changes."""
    live, later = sa.text("deleted_at IS NULL"), sa.text("operation <> 'insert'")
    for table in NOUNS:
        name = f"live_{table}"
        op.drop_index(name, table_name=table)
        op.create_index(name, table, ["id", "deleted_at"], sqlite_where=live, postgresql_where=live)
    op.create_index(
        "change_not_insert",
        "change",
        ["table_name", "row_id"],
        sqlite_where=later,
        postgresql_where=later,
    )
    for table, column in LISTED if op.get_bind().dialect.name == "postgresql" else ():
        name = f"{table}_{column}"
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [sa.text(f"{column} DESC NULLS LAST"), sa.text("id DESC")])
