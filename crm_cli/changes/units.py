"""What belongs together when a changeset is taken back: all of a unit goes back, or none of it.

Fields that mean one thing are one unit (an amount and its currency; a stage, its closing date and
its row in the stage history). So are a record that was added and what came with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from crm_cli.changes.log import DERIVED, Net, RowKey, Since

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

# Columns that mean one thing together, by table; any other column stands for itself.
GROUPS: dict[str, dict[str, str]] = {
    "deal": {
        "amount_minor": "amount",
        "currency": "amount",
        "pipeline_id": "stage",
        "stage_id": "stage",
        "closed_at": "stage",
        "reason": "stage",
    },
    "ticket": {
        "status": "status",
        "responded_at": "status",
        "resolved_at": "status",
        "closed_at": "status",
    },
    "task": {"due_on": "due", "due_time": "due"},
    "survey": {"kind": "score", "score": "score"},
    "stage": {"name": "name", "key": "name", "outcome": "outcome", "probability": "outcome"},
    "pipeline": {"name": "name", "key": "name"},
    "tag": {"name": "name", "key": "name"},
    "saved_filter": {"name": "name", "key": "name"},
    "contact_email": {"email": "email", "key": "email"},
    "contact_phone": dict.fromkeys(("phone", "e164", "digits", "extension"), "phone"),
    "contact": {
        "name": "name",
        "given_name": "name",
        "family_name": "name",
        "consent": "consent",
        "consent_at": "consent",
        "consent_source": "consent",
    },
}
# Rows of these tables are the history of a group of their owner.
HISTORIES = {"stage_move": "stage", "ticket_move": "status"}


class Unit(NamedTuple):
    """The name of a unit: the record's row, and which part of it ("" for the whole)."""

    row: RowKey
    part: str


@dataclass(slots=True)
class Action:
    """One step of an undo: delete the row, give columns their old values, or put it back."""

    kind: Literal["delete", "update", "insert"]
    key: RowKey
    values: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    since: Since | None = None


def units_of(
    metadata: MetaData,
    nets: Mapping[RowKey, Net],
    since: Mapping[RowKey, Since],
    current: Mapping[RowKey, dict[str, Any]],
) -> dict[Unit, list[Action]]:
    """The actions that would take a changeset back, by unit."""
    owners = owners_of(metadata)
    added = {key for key, net in nets.items() if net.kind == "insert"}
    found: dict[Unit, list[Action]] = {}
    for key, net in nets.items():
        later = since.get(key)
        if net.kind == "update":
            for part, action in _updates(key, net, later):
                found.setdefault(_unit(key, part, owners, added, current, net), []).append(action)
            continue
        kind: Literal["delete", "insert"] = "delete" if net.kind == "insert" else "insert"
        values = {} if kind == "delete" else dict(net.before)
        unit = _unit(key, "", owners, added, current, net)
        found.setdefault(unit, []).append(Action(kind, key, values, {}, later))
    return found


def _updates(key: RowKey, net: Net, later: Since | None) -> list[tuple[str, Action]]:
    groups = GROUPS.get(key.table, {})
    value_table = key.table.endswith("_field")
    parts: dict[str, Action] = {}
    for column, value in net.before.items():
        if column in DERIVED:
            continue
        part = "" if value_table else groups.get(column, column)
        action = parts.setdefault(part, Action("update", key, since=later))
        action.values[column] = value
        action.expected[column] = net.after[column]
    return list(parts.items())


def owners_of(metadata: MetaData) -> dict[str, tuple[str, str] | None]:
    """The `owner_of` each table, by its name."""
    return {name: owner_of(table) for name, table in metadata.tables.items()}


def owner_of(table: Table) -> tuple[str, str] | None:
    """The table and column of the record that a row belongs to; None for a record itself.

    A row without a life of its own (an address, a tag on a record) has no uid; its first required
    link is to its owner.
    """
    if "uid" in table.c:
        return None
    for column in table.columns:
        if column.foreign_keys and not column.nullable:
            target = next(iter(column.foreign_keys)).column.table.name
            return target, column.name
    return None


def _unit(
    key: RowKey,
    part: str,
    owners: Mapping[str, tuple[str, str] | None],
    added: set[RowKey],
    current: Mapping[RowKey, dict[str, Any]],
    net: Net,
) -> Unit:
    owner = owner_row(key, owners, current, net)
    if owner is None:
        return Unit(key, part)
    if owner in added:
        return Unit(owner, "")
    if key.table in HISTORIES:
        return Unit(owner, HISTORIES[key.table])
    if part == "deleted_at":  # an address goes to the trash and comes back with its owner
        return Unit(owner, part)
    return Unit(key, part)


def owner_row(
    key: RowKey,
    owners: Mapping[str, tuple[str, str] | None],
    current: Mapping[RowKey, dict[str, Any]],
    net: Net,
) -> RowKey | None:
    """The record that a row belongs to, as it is now; None for a record itself."""
    row = net.before if net.kind == "delete" else current.get(key, {})
    if key.table == "external_id" and "record_id" in row:
        from crm_cli.nouns import NOUNS

        return RowKey(NOUNS[row["noun"]].table, row["record_id"]) if row["noun"] in NOUNS else None
    owner = owners.get(key.table)
    if owner is None or owner[1] not in row:
        return None
    return RowKey(owner[0], row[owner[1]])
