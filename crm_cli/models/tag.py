"""A label that the team gives to records of any noun."""

from typing import Any

from sqlalchemy import UniqueConstraint

from crm_cli.models.base import TABLE_OPTIONS, Recorded, live_unique, noun_args


class Tag(Recorded, table=True):
    """A tag; `key` is its folded name, so that VIP and vip are one.

    `keep_in_touch_days` holds for the contacts that have it, where theirs say nothing else.
    """

    __table_args__ = noun_args("tag", live_unique("tag", "key"))
    __tablename__ = "tag"

    name: str
    key: str
    keep_in_touch_days: int | None = None


def tagging_args(owner: str) -> tuple[Any, ...]:
    """The `__table_args__` of a noun's table of tags: each tag once for a record."""
    return (UniqueConstraint(owner, "tag_id"), TABLE_OPTIONS)
