"""What companies and contacts are worth, in their views, which every migration makes again."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """No table changes."""
