"""A named list of conditions on a noun."""

from crm_cli.models.base import Recorded, live_unique, noun_args


class SavedFilter(Recorded, table=True):
    """A saved filter; `conditions` is a JSON list of texts, each as `--where` takes it."""

    __table_args__ = noun_args("saved_filter", live_unique("saved_filter", "key"))
    __tablename__ = "saved_filter"

    name: str
    key: str
    noun: str
    conditions: str
