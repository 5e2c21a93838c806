"""What an undo leaves alone because it was erased: people, and texts that the history lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.changes.log import RowKey
from crm_cli.changes.units import Unit

if TYPE_CHECKING:
    from crm_cli.changes.undo import Plan
    from crm_cli.session import Session

MESSAGE = "erased for good"


def keep_erased(session: Session, plan: Plan) -> None:
    """Drop the units of erased people from a plan, and name what of a changeset was erased."""
    from crm_cli.changes.undo import Kept

    uids = {row["uid"] for row in session.rows("SELECT uid FROM erased WHERE noun = 'contact'")}
    if not uids:
        return
    kept: set[Unit] = set()
    for unit in list(plan.units):
        if unit.row.table == "contact" and _uid(plan, unit.row) in uids:
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
    plan.kept += [Kept(unit, [], MESSAGE) for unit in sorted(kept)]


def _uid(plan: Plan, key: RowKey) -> object:
    row = plan.current.get(key) or plan.nets[key].before
    return row.get("uid")
