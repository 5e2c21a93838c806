"""Records that a source told of before, and that its file no longer has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_cli.nouns import NOUNS
from crm_cli.services import records
from crm_cli.services.imports.plans import Plan

if TYPE_CHECKING:
    from crm_cli.services.imports.results import Summary
    from crm_cli.session import Session

KEPT = 100  # of which are shown or given as JSON


def settle(session: Session, plan: Plan, summary: Summary, is_told: Callable[[int], bool]) -> None:
    """Count the live records of the source that no row was about; put them into the trash if asked.

    Nothing goes to the trash after rows were rejected, which may have been about them, nor for a
    file without rows.
    """
    noun = NOUNS[plan.noun]
    rows = session.rows(
        f"SELECT DISTINCT e.record_id AS id, r.{noun.title} AS name FROM external_id e"
        f" JOIN {noun.table} r ON r.id = e.record_id"
        " WHERE e.noun = :noun AND e.source = :source AND r.deleted_at IS NULL"
        " ORDER BY e.record_id",
        {"noun": plan.noun, "source": plan.source},
    )
    gone = [row for row in rows if not is_told(row["id"])]
    summary.missing = len(gone)
    summary.missed = [(row["id"], row["name"] or "") for row in gone[:KEPT]]
    if plan.missing == "trash" and gone and summary.read and not summary.rejected:
        records.delete(session, plan.noun, *(row["id"] for row in gone))
        summary.trashed = len(gone)
