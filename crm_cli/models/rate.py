"""A dated exchange rate."""

from crm_cli.models.base import Recorded, days, live_unique, noun_args


class Rate(Recorded, table=True):
    """One unit of `base` is `rate` units of `quote` from the day `on_day`; a plain decimal."""

    __table_args__ = noun_args(
        "rate", live_unique("rate", "base", "quote", "on_day"), *days("rate", "on_day")
    )
    __tablename__ = "rate"

    base: str
    quote: str
    on_day: str
    rate: str
