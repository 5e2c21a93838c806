"""Taking a changeset back, field by field, without losing what was changed since.

The plan is made first: the net of the changeset for each row, in units that go back whole or not
at all. A unit stays when a field was changed since, when later rows use a row that it would
delete, or when a unique value is taken meanwhile. Dropping one unit can put another in the way,
so this is repeated until nothing changes. Then deletes, updates and inserts, links deferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.batches import delete, insert, update
from crm_cli.changes.conflicts import settle, unique_rules
from crm_cli.changes.log import (
    DERIVED,
    RowKey,
    Since,
    changes_since,
    complete,
    current_rows,
    net_changes,
)
from crm_cli.changes.plan import Kept, Plan
from crm_cli.changes.quiet import quiet_rows
from crm_cli.changes.units import Action, Unit, owner_row, owners_of, units_of
from crm_cli.models import load_all

if TYPE_CHECKING:
    from crm_cli.session import Session


def make_plan(session: Session, changeset_id: int, *, force: bool = False) -> Plan:
    """Plan to take a changeset back. With `force`, later changes of the same fields are lost."""
    metadata = load_all()
    quiet = quiet_rows(session, metadata, changeset_id)
    nets = net_changes(session, changeset_id, quiet)
    later = session.rows(
        "SELECT 1 AS found FROM change WHERE changeset_id > :id AND changeset_id <> :own LIMIT 1",
        {"id": changeset_id, "own": session.changeset_id},
    )
    since = changes_since(session, changeset_id) if later else {}
    current = current_rows(session, nets)
    complete(nets, since, current)
    units = units_of(metadata, nets, since, current)
    plan = Plan(changeset_id, nets, current, since, units, quiet=quiet)
    _keep_erased(session, plan)
    for unit in list(units):
        # Only as a whole: a deal that was moved back has two more rows in its history.
        if all(_is_done(action, plan) for action in units[unit]):
            del units[unit]
            continue
        for action in units[unit]:
            kept = None if force else _changed_since(unit, action, plan)
            if kept or _is_gone(action, plan):
                _drop(plan, unit, kept or Kept(unit, [], "it is not there any more"))
                break
    settle(session, metadata, plan)
    return plan


def _keep_erased(session: Session, plan: Plan) -> None:
    """Drop the units of erased people from a plan, and name what of a changeset was erased."""
    uids = {row["uid"] for row in session.rows("SELECT uid FROM erased WHERE noun = 'contact'")}
    if not uids:
        return
    kept: set[Unit] = set()
    for unit in [unit for unit in plan.units if unit.row.table == "contact"]:
        row = plan.current.get(unit.row) or plan.nets[unit.row].before
        if row.get("uid") in uids:
            del plan.units[unit]
            kept.add(Unit(unit.row, ""))
    # An update that tells nothing any more; others have what differs.
    for row in session.rows(
        "SELECT DISTINCT table_name, row_id FROM change WHERE changeset_id = :id"
        " AND operation = 'update' AND before = '{}'",
        {"id": plan.changeset_id},
    ):
        key = RowKey(row["table_name"], row["row_id"])
        if key not in plan.nets:
            kept.add(Unit(key, ""))
    plan.kept += [Kept(unit, [], "erased for good") for unit in sorted(kept)]


def _changed_since(unit: Unit, action: Action, plan: Plan) -> Kept | None:
    now = plan.current.get(action.key)
    if now is None or action.kind == "insert":
        return None
    since = action.since or Since()
    # What the changeset left behind; a row that it added was left as it was before later changes.
    left = action.expected if action.kind == "update" else {**since.left, **dict.fromkeys(since.by)}
    changed = [
        column
        for column in left
        if column not in DERIVED and (column in since.by or now.get(column) != left[column])
    ]
    if not changed:
        return None
    by = max((since.by.get(column, 0) for column in changed), default=0)
    return Kept(unit, changed, "changed since by #{by}", {"by": by})


def _is_done(action: Action, plan: Plan) -> bool:
    """Whether the row is as the step would leave it: an earlier undo did it, or someone by hand."""
    row = plan.current.get(action.key)
    if action.kind == "update" and row is not None:
        return all(row[column] == value for column, value in action.values.items())
    return action.kind == "delete" and row is None


def _is_gone(action: Action, plan: Plan) -> bool:
    """A row that cannot be updated because it was removed, or put back because it is there."""
    there = action.key in plan.current
    return (action.kind == "update" and not there) or (action.kind == "insert" and there)


def _drop(plan: Plan, unit: Unit, kept: Kept) -> None:
    if plan.units.pop(unit, None) is not None:
        plan.kept.append(kept)


def apply(session: Session, plan: Plan) -> None:
    """Carry a plan out, inside the session's transaction."""
    metadata = load_all()
    if session.engine == "postgresql":
        session.rows("SET CONSTRAINTS ALL DEFERRED")
    else:
        session.rows("PRAGMA defer_foreign_keys=ON")
    actions: dict[tuple[str, str], list[Action]] = {}
    for action in [*plan.actions, *_stamped(plan)]:
        if action.kind != "delete" or action.key in plan.current:
            actions.setdefault((action.kind, action.key.table), []).append(action)
    names = [table.name for table in metadata.sorted_tables]
    for name in reversed(names):
        doomed = [action.key.id for action in actions.get(("delete", name), [])]
        doomed += sorted(plan.quiet.get(name, ()))
        delete(session, name, doomed)
    for name in names:
        changed = actions.get(("update", name), [])
        if changed:
            _update(session, plan, name, changed)
    for name in names:
        back = actions.get(("insert", name), [])
        if back:
            columns = list(back[0].values)
            insert(session, name, columns, [tuple(a.values[c] for c in columns) for a in back])


def _stamped(plan: Plan) -> list[Action]:
    """Records of which only what belongs to them changed, an address or a tag: their stamp goes
    back as well, unless something of them stays.
    """
    owners = owners_of(load_all())
    kept: set[RowKey | None] = {kept.unit.row for kept in plan.kept}
    kept |= {
        owner_row(key, owners, plan.current, plan.nets[key]) for key in plan.nets if key in kept
    }
    return [
        Action("update", key)
        for key, net in plan.nets.items()
        if net.kind == "update" and net.before.keys() <= DERIVED and key not in kept
        and all(plan.current.get(key, {}).get(name) == net.after[name] for name in net.before)
    ]  # fmt: skip


def _update(session: Session, plan: Plan, table: str, actions: list[Action]) -> None:
    """Give columns their old values: all units of a row in one statement.

    A derived column goes back too when everything else of its row does, so that the row is then
    as it was, to the letter. Unique values that swap are parked first.
    """
    rows: dict[int, dict[str, Any]] = {}
    for action in actions:
        rows.setdefault(action.key.id, {}).update(action.values)
    for id, values in rows.items():
        key = RowKey(table, id)
        net, now, own = plan.nets[key], plan.current[key], bool(values)
        for column in DERIVED & net.before.keys():
            if now.get(column) == net.after[column]:
                values[column] = net.before[column]
        if own and "updated_at" in now and "updated_at" not in values:
            values["updated_at"] = session.now
    for id, column in _to_park(plan, table, rows):
        rows[id].setdefault(column, plan.current[RowKey(table, id)][column])
        session.rows(
            f"UPDATE {table} SET {column} = :value WHERE id = :id",
            {"value": f"parked {id}", "id": id},
        )
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for id, values in rows.items():
        alike.setdefault(tuple(values), []).append((*values.values(), id))
    for columns, changed in alike.items():
        update(session, table, columns, changed)


def _to_park(plan: Plan, table: str, rows: dict[int, dict[str, Any]]) -> list[tuple[int, str]]:
    """The rows that hold a unique value which another of `rows` gets, and a text column of it."""
    from sqlalchemy import Integer

    found = load_all().tables[table]
    parked = []
    for rule in unique_rules(found):
        texts = [name for name in rule.columns if not isinstance(found.c[name].type, Integer)]
        held: dict[int, Any] = {}
        wanted: dict[Any, int] = {}
        for id, values in rows.items() if texts else ():
            now = plan.current[RowKey(table, id)]
            after = {**now, **values}
            if not (rule.live and now["deleted_at"]):
                held[id] = tuple(now[name] for name in rule.columns)
            if not (rule.live and after["deleted_at"]):
                wanted[tuple(after[name] for name in rule.columns)] = id
        parked += [
            (id, texts[0])
            for id, value in held.items()
            if None not in value and wanted.get(value, id) != id
        ]
    return parked
