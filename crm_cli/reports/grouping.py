"""What deals can be grouped by (`--by`): their columns, those of linked records, own fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.tables import Column

if TYPE_CHECKING:
    from crm_cli.database import Reader

# Of what is asked for most, the SQL that needs no view: the key for the deal `d`, and for keys that
# are ids the names of what they mean.
_KEYS = {
    "owner": ("d.owner_id", "SELECT id, handle AS name FROM user_account"),
    "company": ("d.company_id", "SELECT id, name FROM company"),
    "source": ("d.source", ""),
    "campaign": ("d.campaign", ""),
    "reason": ("d.reason", ""),
    "competitor": ("d.competitor", ""),
    "month": ("substr(d.closed_at, 1, 7)", ""),
    "pipeline": ("d.pipeline_id", "SELECT id, name FROM pipeline"),
}
_OF_COMPANY = ("region", "country", "industry")


@dataclass(frozen=True, slots=True)
class Grouping:
    """One thing to group by: `key` is SQL for the deal `d`."""

    name: str
    key: str
    names_sql: str = ""

    def names(self, reader: Reader) -> dict[Any, str]:
        """The names of the keys, where these are ids."""
        if not self.names_sql:
            return {}
        return {row["id"]: row["name"] for row in reader.rows(self.names_sql)}


def section_of(by: Grouping) -> str:
    """The name of the section with the groups."""
    return "by_" + by.name.replace(" ", "_").replace(".", "_")


# The other columns of tables of groups.
_TAKEN = [
    "key",
    "won",
    "lost",
    "win_rate",
    "won_value",
    "mean",
    "median",
    "mean_days",
    "median_days",
    "mean_days_lost",
    "median_days_lost",
    "thin",
    "bar",
    "currency",
    "period",
    "deals",
    "amount",
    "weighted",
]


def group_column(by: Grouping) -> Column:
    """The column with the names of the groups."""
    name = by.name if by.name not in _TAKEN else "group"
    return Column(name, unknown="(none)")


def grouping(reader: Reader, name: str) -> Grouping:
    """What deals are grouped by when `--by name` is given: a field of theirs or of the team's.

    Raises UsageError, with the choices, for anything else and for fields that are amounts.
    """
    from crm_cli.filters.columns import value_of
    from crm_cli.nouns import NOUNS, definitions
    from crm_cli.values.text import fold

    known = fold(name.strip()).replace("-", "_")
    if known in _KEYS:
        return Grouping(known, *_KEYS[known])
    noun, custom = NOUNS["deal"], definitions(reader, "deal")
    column = f"company.{known}" if known in _OF_COMPANY else name.strip()
    try:
        found = value_of(noun, custom, column, reader, "d.id")
    except UsageError:
        raise UsageError(
            "deals cannot be grouped by {name!r}",
            hint="--by takes {choices}, another column of deals, or one of a linked record:"
            " company.city, owner.role; crm field add deal NAME makes a field of your own",
            name=name,
            choices=", ".join(
                [*_KEYS, *_OF_COMPANY, *(one.name for one in custom if one.kind != "money")]
            ),
        ) from None
    shown = known if known in _OF_COMPANY else found.name
    if found.kind == "link":  # two of one name are two
        other = NOUNS[found.noun]
        return Grouping(shown, found.key, f"SELECT id, {other.title} AS name FROM {other.table}")
    return Grouping(shown, found.sql)
