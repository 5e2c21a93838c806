"""What deals can be grouped by (`--by`): their fields, their company's, the team's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError

if TYPE_CHECKING:
    from crm_cli.database import Reader

# The SQL of a group's key for the deal `d`, and for keys that are ids the names of what they mean.
_KEYS = {
    "owner": ("d.owner_id", "SELECT id, handle AS name FROM user_account"),
    "company": ("d.company_id", "SELECT id, name FROM company"),
    "source": ("d.source", ""),
    "campaign": ("d.campaign", ""),
    "reason": ("d.reason", ""),
    "competitor": ("d.competitor", ""),
    "region": ("(SELECT o.region FROM company o WHERE o.id = d.company_id)", ""),
    "country": ("(SELECT o.country FROM company o WHERE o.id = d.company_id)", ""),
    "industry": ("(SELECT o.industry FROM company o WHERE o.id = d.company_id)", ""),
    "month": ("substr(d.closed_at, 1, 7)", ""),
    "pipeline": ("d.pipeline_id", "SELECT id, name FROM pipeline"),
}
_CUSTOM = "(SELECT f.value FROM deal_field f WHERE f.deal_id = d.id AND f.field_id = :by_field)"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One thing to group by: `key` is SQL for the deal `d`, with `params`."""

    name: str
    key: str
    names_sql: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def names(self, reader: Reader) -> dict[Any, str]:
        """The names of the keys, where these are ids."""
        if not self.names_sql:
            return {}
        return {row["id"]: row["name"] for row in reader.rows(self.names_sql)}


def grouping(reader: Reader, name: str) -> Grouping:
    """What deals are grouped by when `--by name` is given: a field of theirs or of the team's.

    Raises UsageError, with the choices, for anything else and for fields that are amounts.
    """
    from crm_cli.services.fields import definitions
    from crm_cli.values.text import fold

    known = fold(name.strip()).replace("-", "_")
    if known in _KEYS:
        return Grouping(known, *_KEYS[known])
    custom = [found for found in definitions(reader, "deal") if found.kind != "money"]
    for found in custom:
        if fold(found.name) in (known, fold(name.strip())):
            return Grouping(found.name, _CUSTOM, params={"by_field": found.id})
    raise UsageError(
        "deals cannot be grouped by {name!r}",
        hint="--by takes {choices}; crm field add deal NAME makes a field of your own",
        name=name,
        choices=", ".join([*_KEYS, *(found.name for found in custom)]),
    )
