"""Rules between rows that no constraint of the database holds, and that an undo must not break.

Services hold them for single steps; but two steps that were right, one after the other, can be
wrong when only the first of them is taken back. Each function gives the units that would break a
rule which is not broken now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among
from crm_cli.changes.log import RowKey
from crm_cli.changes.plan import Kept, Plan
from crm_cli.changes.units import Unit

if TYPE_CHECKING:
    from crm_cli.session import Session

Rows = dict[int, dict[str, Any]]
_OUTCOMES = ("open", "won", "lost")
# Nouns with a history of steps: its table, and the times that are not before the opening.
_STEPS = {"deal": ("stage_move", ()), "ticket": ("ticket_move", ("responded_at",))}


def broken(session: Session, plan: Plan) -> list[Kept]:
    """The units of a plan that would break a rule, and why."""
    tables = {action.key.table for action in plan.actions}
    found: list[Kept] = []
    if tables & {"stage", "pipeline"}:
        found += _pipelines(session, plan)
    if tables & {"stage", "deal"}:
        found += _outcomes(session, plan)
    if tables & {"pipeline", "stage", "deal"}:
        found += _deleted(session, plan)
    if "company" in tables:
        found += _loops(session, plan)
    for table, (history, times) in _STEPS.items():
        if tables & {table, history}:
            found += _order(session, plan, table, history, times)
    return found


def _after(plan: Plan, table: str, now: Rows) -> Rows:
    """The rows of a table as the plan would leave them, from those that are there now."""
    gone = set(plan.quiet.get(table, ()))
    after = {id: dict(row) for id, row in now.items()}
    for action in plan.actions:
        if action.key.table == table and action.kind == "delete":
            gone.add(action.key.id)
        elif action.key.table == table:
            after[action.key.id] = {**after.get(action.key.id, {}), **action.values}
    return {id: row for id, row in after.items() if id not in gone}


def _all(session: Session, table: str) -> Rows:
    return {row["id"]: row for row in session.rows(f"SELECT * FROM {table}")}


def _units(plan: Plan, table: str) -> list[tuple[RowKey, Unit]]:
    """The rows of a table that a plan touches, with the unit that does."""
    return [
        (action.key, unit)
        for unit, actions in plan.units.items()
        for action in actions
        if action.key.table == table
    ]


def _pipelines(session: Session, plan: Plan) -> list[Kept]:
    """There is a pipeline, and each has a stage of every outcome."""
    now = {table: _all(session, table) for table in ("pipeline", "stage")}
    after = {table: _after(plan, table, rows) for table, rows in now.items()}
    found: list[Kept] = []
    if not _live(after["pipeline"]):
        found += [
            Kept(unit, [], "it is the only pipeline")
            for key, unit in _units(plan, "pipeline")
            if key.id in _live(now["pipeline"])
        ]
    for pipeline in _live(after["pipeline"]):
        for outcome in _OUTCOMES:
            if _of(after["stage"], pipeline, outcome):
                continue
            lost = _of(now["stage"], pipeline, outcome)
            blamed = [unit for key, unit in _units(plan, "stage") if key.id in lost]
            if not blamed and pipeline not in _live(now["pipeline"]):
                blamed = [unit for key, unit in _units(plan, "pipeline") if key.id == pipeline]
            message = "its pipeline would have no stage that is {outcome}"
            found += [Kept(unit, [], message, {"outcome": outcome}) for unit in blamed]
    return found


def _live(rows: Rows) -> set[int]:
    return {id for id, row in rows.items() if row["deleted_at"] is None}


def _of(stages: Rows, pipeline: int, outcome: str) -> set[int]:
    return {
        id
        for id in _live(stages)
        if (stages[id]["pipeline_id"], stages[id]["outcome"]) == (pipeline, outcome)
    }


def _outcomes(session: Session, plan: Plan) -> list[Kept]:
    """A deal is closed when its stage is: also when the stage became another since."""
    turned = {
        row["row_id"]
        for row in session.rows(
            "SELECT DISTINCT row_id FROM change WHERE table_name = 'stage'"
            " AND operation = 'update' AND after LIKE '%\"outcome\"%' AND changeset_id >= :id",
            {"id": plan.changeset_id},
        )
    }
    if not turned:
        return []
    stages = _after(plan, "stage", _all(session, "stage"))
    sql = "SELECT id, stage_id, closed_at FROM deal WHERE stage_id {among}"
    deals = {row["id"]: row for row in among(session, sql, sorted(turned))}
    deals |= {key.id: row for key, row in plan.current.items() if key.table == "deal"}
    wrong = [
        (id, row["stage_id"])
        for id, row in _after(plan, "deal", deals).items()
        if row.get("stage_id") in turned and row["stage_id"] in stages
        if (stages[row["stage_id"]]["outcome"] == "open") != (row["closed_at"] is None)
    ]
    found = []
    for table, place in (("deal", 0), ("stage", 1)):
        ids = {pair[place] for pair in wrong}
        why = "its stage is another by now" if table == "deal" else "deals are in it"
        found += [
            Kept(unit, [], why)
            for key, unit in _units(plan, table)
            if key.id in ids and _sets(plan, unit, key, {"stage_id", "outcome", "closed_at"})
        ]
    return found


def _deleted(session: Session, plan: Plan) -> list[Kept]:
    """No deal outside the trash is in a stage that is in it, by itself or with its pipeline."""
    now = {table: _all(session, table) for table in ("pipeline", "stage")}
    pipelines, stages = (_after(plan, table, rows) for table, rows in now.items())
    gone_now, gone = _gone(now["pipeline"], now["stage"]), _gone(pipelines, stages)
    sql = "SELECT id, stage_id, deleted_at FROM deal WHERE stage_id {among} AND deleted_at IS NULL"
    deals = {row["id"]: row for row in among(session, sql, sorted(gone))}
    deals |= {key.id: row for key, row in plan.current.items() if key.table == "deal"}
    wrong = {
        id: row["stage_id"]
        for id, row in _after(plan, "deal", deals).items()
        if _in_trash(row, gone) and not (id in deals and _in_trash(deals[id], gone_now))
    }
    found = [
        Kept(
            unit, [], "its stage {stage} is in the trash", {"stage": stages[wrong[key.id]]["name"]}
        )
        for key, unit in _units(plan, "deal")
        if key.id in wrong and _sets(plan, unit, key, {"stage_id", "deleted_at"})
    ]
    emptied = {stage for stage in wrong.values() if stage not in gone_now}
    above = {stages[stage]["pipeline_id"] for stage in emptied}
    for table, ids in (("stage", emptied), ("pipeline", above)):
        found += [
            Kept(unit, [], "deals are in it")
            for key, unit in _units(plan, table)
            if key.id in ids and _sets(plan, unit, key, {"deleted_at"})
        ]
    return found


def _gone(pipelines: Rows, stages: Rows) -> set[int]:
    """The stages that are in the trash, by themselves or with their pipelines."""
    live = _live(pipelines)
    return {id for id, row in stages.items() if row["deleted_at"] or row["pipeline_id"] not in live}


def _in_trash(deal: Mapping[str, Any], gone: set[int]) -> bool:
    return deal["deleted_at"] is None and deal["stage_id"] in gone


def _sets(plan: Plan, unit: Unit, key: RowKey, columns: set[str]) -> bool:
    return any(a.key == key and columns & a.values.keys() for a in plan.units[unit])


def _loops(session: Session, plan: Plan) -> list[Kept]:
    """No company belongs to itself, by however many steps."""
    changed = [
        (key, unit)
        for key, unit in _units(plan, "company")
        if any(a.key == key and a.values.get("parent_id") is not None for a in plan.units[unit])
    ]
    if not changed:
        return []
    sql = "SELECT id, parent_id FROM company WHERE parent_id IS NOT NULL"
    now = {row["id"]: row for row in session.rows(sql)}
    up = {id: row.get("parent_id") for id, row in _after(plan, "company", now).items()}
    found = []
    for key, unit in changed:
        seen, above = set(), up.get(key.id)
        while above is not None and above not in seen:
            seen.add(above)
            above = up.get(above)
        if key.id in seen:
            found.append(Kept(unit, ["parent_id"], "it would belong to itself"))
    return found


def _order(
    session: Session, plan: Plan, table: str, history: str, times: tuple[str, ...]
) -> list[Kept]:
    """The steps of a record are in the order of their times, none before it was opened."""
    dated = {"opened_at", *times}
    changed: dict[int, list[Unit]] = {}
    for unit, actions in plan.units.items():
        if unit.part and unit.row.table == table:
            for action in actions:
                added = action.key.table == history and action.kind == "insert"
                moved = action.key.table == history and "at" in action.values
                if added or moved or (action.key.table == table and dated & action.values.keys()):
                    changed.setdefault(unit.row.id, []).append(unit)
    if not changed:
        return []
    records = {
        row["id"]: row
        for row in among(session, f"SELECT * FROM {table} WHERE id {{among}}", list(changed))
    }
    sql = f"SELECT * FROM {history} WHERE {table}_id {{among}}"
    steps = {row["id"]: row for row in among(session, sql, list(changed))}
    right = _in_order(records, steps, table, times)
    after = _after(plan, table, records), _after(plan, history, steps)
    wrong = right - _in_order(*after, table, times)
    message = "its steps would not be in the order of their times"
    return [Kept(unit, [], message) for id in sorted(wrong) for unit in dict.fromkeys(changed[id])]


def _in_order(records: Rows, steps: Rows, table: str, times: tuple[str, ...]) -> set[int]:
    """The ids of the records whose known times follow each other."""
    of: dict[int, list[str]] = {}
    for id in sorted(steps):
        if steps[id]["at"]:
            of.setdefault(steps[id][f"{table}_id"], []).append(steps[id]["at"])
    return {id for id, row in records.items() if _follows(row, of.get(id, []), times)}


def _follows(row: Mapping[str, Any], steps: list[str], times: tuple[str, ...]) -> bool:
    opened = row.get("opened_at") or ""
    known = [opened, *steps]
    return known == sorted(known) and all((row.get(name) or opened) >= opened for name in times)
