"""Keep probabilities in hundredths of a percent, so that 37.5 % is exact."""

from crm_cli.migrations.history import replace_check, scale_column

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Widen the CHECKs and multiply what is there and was there by a hundred."""
    for table in ("stage", "deal"):
        replace_check(
            table,
            f"{table}_probability_range",
            "probability BETWEEN 0 AND 100",
            "probability BETWEEN 0 AND 10000",
        )
        scale_column(table, "probability", 100)
