"""A setting that the whole team shares, so that two colleagues get the same report."""

from crm_cli.models.base import Recorded, live_unique, noun_args


class Setting(Recorded, table=True):
    """A setting of `config.SETTINGS`; `value` is its text form."""

    __table_args__ = noun_args("setting", live_unique("setting", "name"))
    __tablename__ = "setting"

    name: str
    value: str
