"""Let a birthday lack its year."""

from crm_cli.migrations.history import replace_check

revision = "0009"
down_revision = "0008"

NAME = "contact_birthday_day"
OLD = "birthday LIKE '____-__-__'"
NEW = f"{OLD} OR birthday LIKE '--__-__'"


def upgrade() -> None:
    """Widen the CHECK of the day. The rows stay as they are."""
    replace_check("contact", NAME, OLD, NEW)
