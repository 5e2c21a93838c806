"""What stands in the way of an undo: rows that use what it would delete, values taken meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.changes.log import RowKey, rows_of
from crm_cli.changes.plan import Kept, Plan
from crm_cli.changes.rules import broken
from crm_cli.changes.units import Unit, owner_of

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

    from crm_cli.session import Session


class Rule(NamedTuple):
    """Columns whose values must be unique; among live rows only when `live`."""

    columns: tuple[str, ...]
    live: bool


class Link(NamedTuple):
    """A foreign key: `child`.`column` holds the id of a row of `parent`."""

    child: str
    column: str
    parent: str


def unique_rules(table: Table) -> list[Rule]:
    """The unique rules of a table, apart from its keys and uid."""
    from sqlalchemy import UniqueConstraint

    rules = [
        Rule(tuple(column.name for column in constraint.columns), False)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    rules += [
        Rule(tuple(column.name for column in index.columns), True)
        for index in table.indexes
        if index.unique
    ]
    return [rule for rule in rules if rule.columns != ("uid",)]


def links(metadata: MetaData) -> list[Link]:
    """Every foreign key of the recorded tables."""
    from crm_cli.models import UNRECORDED

    return [
        Link(table.name, key.parent.name, key.column.table.name)
        for table in metadata.sorted_tables
        if table.name not in UNRECORDED
        for key in table.foreign_keys
    ]


def settle(session: Session, metadata: MetaData, plan: Plan) -> None:
    """Drop units that would break a rule, and look again, until none does."""
    found = links(metadata)
    while True:
        conflicts = (
            _used(session, plan, found)
            + _orphaned(session, plan, found)
            + _taken(session, metadata, plan)
            + broken(session, plan)
        )
        if not conflicts:
            return
        for kept in conflicts:
            if plan.units.pop(kept.unit, None) is not None:
                plan.kept.append(kept)


def _by_row(plan: Plan) -> dict[RowKey, Unit]:
    return {
        action.key: unit
        for unit, actions in plan.units.items()
        for action in actions
        if action.kind == "delete" and action.key in plan.current
    }


def _is_quiet(plan: Plan, key: RowKey) -> bool:
    """Whether a row goes without more ado."""
    return key.id in plan.quiet.get(key.table, ())


def _new_values(plan: Plan) -> dict[RowKey, dict[str, Any]]:
    """What updates and inserts of the plan would write, by row."""
    values: dict[RowKey, dict[str, Any]] = {}
    for action in plan.actions:
        if action.kind != "delete":
            values.setdefault(action.key, {}).update(action.values)
    return values


def _used(session: Session, plan: Plan, found: list[Link]) -> list[Kept]:
    """Rows that would be deleted and that rows which stay point at."""
    doomed = _by_row(plan)
    tables = {key.table for key in doomed}
    values = _new_values(plan)
    conflicts: dict[Unit, Kept] = {}
    for link in found:
        if link.parent not in tables:
            continue
        # Set-based, so that an import of 100,000 rows is one statement a link.
        rows = session.rows(
            f"SELECT t.id, t.{link.column} AS parent FROM {link.child} t WHERE t.{link.column} IN"
            " (SELECT c.row_id FROM change c WHERE c.changeset_id = :changeset"
            "  AND c.table_name = :parent)",
            {"changeset": plan.changeset_id, "parent": link.parent},
        )
        for row in rows:
            child, parent = RowKey(link.child, row["id"]), RowKey(link.parent, row["parent"])
            if parent not in doomed or child in doomed or _is_quiet(plan, child):
                continue
            if link.column in values.get(child, {}) and values[child][link.column] != parent.id:
                continue
            unit = doomed[parent]
            if unit not in conflicts:
                user = _named(session, link.child, row["id"])
                own = user == _named(session, parent.table, parent.id)
                message = "something was added to it since" if own else "{user} uses it"
                conflicts[unit] = Kept(unit, [], message, {"user": user})
    return list(conflicts.values())


def _orphaned(session: Session, plan: Plan, found: list[Link]) -> list[Kept]:
    """Rows that would point at nothing."""
    doomed, values = _by_row(plan), _new_values(plan)
    inserted = {action.key for action in plan.actions if action.kind == "insert"}
    units = {action.key: unit for unit, actions in plan.units.items() for action in actions}
    targets = {(link.child, link.column): link.parent for link in found}
    wanted: dict[str, dict[int, Unit]] = {}
    conflicts: list[Kept] = []
    for key, columns in values.items():
        for column, value in columns.items():
            parent = targets.get((key.table, column))
            if parent is None or value is None or RowKey(parent, value) in inserted:
                continue
            if RowKey(parent, value) in doomed or _is_quiet(plan, RowKey(parent, value)):
                conflicts.append(Kept(units[key], [column], "what it pointed at goes too"))
            else:
                wanted.setdefault(parent, {})[value] = units[key]
    for parent, ids in wanted.items():
        there = rows_of(session, parent, list(ids))
        conflicts += [
            Kept(unit, [], "what it pointed at is gone")
            for id, unit in ids.items()
            if id not in there
        ]
    return conflicts


def _taken(session: Session, metadata: MetaData, plan: Plan) -> list[Kept]:
    """Unique values that another row has by now."""
    doomed, values = _by_row(plan), _new_values(plan)
    units = {action.key: unit for unit, actions in plan.units.items() for action in actions}
    conflicts = []
    for key, columns in values.items():
        table = metadata.tables[key.table]
        row = {**plan.current.get(key, {}), **columns}
        for rule in unique_rules(table):
            touched = {*rule.columns, "deleted_at"} if rule.live else {*rule.columns}
            if not touched & columns.keys() or (rule.live and row.get("deleted_at")):
                continue
            if any(row.get(column) is None for column in rule.columns):
                continue
            holder = _holder(session, key, rule, row)
            if holder is None or holder in doomed or _is_quiet(plan, holder):
                continue
            if _lets_go(holder, rule, values, row):
                continue
            name = _named(session, key.table, holder.id)
            what = ", ".join(str(row[column]) for column in rule.columns)
            conflicts.append(
                Kept(units[key], list(rule.columns), "{value!r} belongs to {holder} now",
                     {"value": what, "holder": name})
            )  # fmt: skip
    return conflicts


def _holder(session: Session, key: RowKey, rule: Rule, row: dict[str, Any]) -> RowKey | None:
    condition = " AND ".join(f"{column} = :{column}" for column in rule.columns)
    live = " AND deleted_at IS NULL" if rule.live else ""
    rows = session.rows(
        f"SELECT id FROM {key.table} WHERE {condition}{live} AND id <> :id",
        {**{column: row[column] for column in rule.columns}, "id": key.id},
    )
    return RowKey(key.table, rows[0]["id"]) if rows else None


def _lets_go(
    holder: RowKey, rule: Rule, values: dict[RowKey, dict[str, Any]], row: dict[str, Any]
) -> bool:
    """Whether the plan itself takes the value away from its holder."""
    planned = values.get(holder, {})
    if rule.live and planned.get("deleted_at"):
        return True
    return any(column in planned and planned[column] != row[column] for column in rule.columns)


def _named(session: Session, table: str, id: int) -> str:
    """A row for people: "D12 Website relaunch", or its owner's name for a row beside a record."""
    from crm_cli.models import load_all
    from crm_cli.nouns import NOUNS
    from crm_cli.values.references import LETTERS

    for noun in NOUNS.values():
        if noun.table == table:
            rows = session.rows(
                f"SELECT {noun.title} AS name FROM {table} WHERE id = :id", {"id": id}
            )
            return f"{LETTERS[noun.name]}{id} {rows[0]['name'] or ''}".strip() if rows else table
    owner = owner_of(load_all().tables[table])
    if owner is not None:
        rows = session.rows(f"SELECT {owner[1]} AS id FROM {table} WHERE id = :id", {"id": id})
        if rows:
            return _named(session, owner[0], rows[0]["id"])
    return f"{table} {id}"
