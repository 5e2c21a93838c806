"""The team's own attributes of a noun: custom fields, and how their values are kept."""

from typing import Any

from sqlalchemy import UniqueConstraint

from crm_cli.models.base import TABLE_OPTIONS, Recorded, live_unique, noun_args, one_of
from crm_cli.values.enums import FIELD_KINDS


class FieldDefinition(Recorded, table=True):
    """A custom field: `kind` says how its values are read; `choices` is a JSON list of texts."""

    __table_args__ = noun_args(
        "field", live_unique("field", "noun", "name"), one_of("field", "kind", FIELD_KINDS)
    )
    __tablename__ = "field"

    noun: str
    name: str
    kind: str = "text"
    choices: str | None = None


def field_value_args(table: str, owner: str) -> tuple[Any, ...]:
    """The `__table_args__` of a noun's table of values.

    A value is TEXT in its canonical form: a number as a plain decimal, money as whole minor units
    beside its currency, a date as ISO, yes/no as `yes` or `no`.
    """
    return (UniqueConstraint(owner, "field_id"), TABLE_OPTIONS)
