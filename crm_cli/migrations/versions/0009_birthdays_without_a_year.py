"""Let a birthday lack its year."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NAME = "contact_birthday_day"
OLD = "birthday LIKE '____-__-__'"
NEW = f"{OLD} OR birthday LIKE '--__-__'"


def upgrade() -> None:
    """Widen the CHECK of the day. The rows stay as they are, so SQLite need not copy the table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(NAME, "contact")
        op.create_check_constraint(NAME, "contact", NEW)
        return
    # https://sqlite.org/lang_altertable.html: how to change a CHECK where no row is touched.
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = 'contact'"
        ),
        {"old": f"CHECK ({OLD})", "new": f"CHECK ({NEW})"},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
