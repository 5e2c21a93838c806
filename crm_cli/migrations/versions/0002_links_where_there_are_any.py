"""The index of an optional link leaves out the rows without one.

Where most rows have none, SQLite's statistics made it believe that a lookup finds nearly all of
them, and it read the whole table: the agenda's open tickets took minutes on a book in which no
interaction belongs to a ticket.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LINKS = {
    "changeset": ("undoes_id",),
    "company": ("owner_id", "parent_id"),
    "contact": ("company_id", "owner_id", "referred_by_id"),
    "deal": ("company_id", "owner_id"),
    "stage_move": ("from_stage_id", "user_id"),
    "ticket": ("assignee_id", "company_id", "contact_id", "deal_id"),
    "survey": ("company_id", "contact_id", "deal_id", "ticket_id"),
    "ticket_move": ("user_id",),
    "interaction": ("company_id", "deal_id", "survey_id", "ticket_id", "user_id"),
    "task": (
        "assignee_id",
        "company_id",
        "contact_id",
        "deal_id",
        "interaction_id",
        "survey_id",
        "ticket_id",
    ),
}


def upgrade() -> None:
    """Make each of these indexes again, over the rows that have the link."""
    for table, columns in LINKS.items():
        for column in columns:
            name = f"{table}_{column}_index"
            there = sa.text(f"{column} IS NOT NULL")
            op.drop_index(name, table_name=table)
            op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)
