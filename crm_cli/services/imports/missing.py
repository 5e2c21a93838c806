"""Records that a source no longer has, and those that another source told of before."""

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


def elsewhere(session: Session, plan: Plan, first: int) -> dict[str, int]:
    """How many new records, from the id `first`, have id and name of another source's, by source.

    The same file under another `--source` is mostly a mistake.
    """
    noun = NOUNS[plan.noun]
    ours = {"noun": plan.noun, "source": plan.source, "first": first}
    found = {}
    for row in session.rows(
        "SELECT DISTINCT source FROM external_id WHERE noun = :noun AND source <> :source"
        " ORDER BY source",
        {"noun": plan.noun, "source": plan.source},
    ):
        same = session.rows(
            "SELECT count(*) AS number FROM external_id n JOIN external_id o ON o.noun = n.noun"
            " AND o.source = :other AND o.external_id = n.external_id"
            f" JOIN {noun.table} a ON a.id = n.record_id JOIN {noun.table} b ON b.id = o.record_id"
            " WHERE n.noun = :noun AND n.source = :source AND n.record_id >= :first"
            " AND o.record_id < :first AND b.deleted_at IS NULL"
            f" AND COALESCE(a.{noun.title}, '') = COALESCE(b.{noun.title}, '')",
            {**ours, "other": row["source"]},
        )
        if same[0]["number"]:
            found[row["source"]] = same[0]["number"]
    return found


def alike(session: Session, plan: Plan, first: int) -> int:
    """How many new records, from the id `first`, have title and company of one that was there.

    Of one that the source itself did not tell of.
    """
    noun = NOUNS[plan.noun]
    company = "COALESCE(company_id, 0)"
    rows = session.rows(
        f"SELECT count(*) AS number FROM {noun.table} a JOIN (SELECT DISTINCT b.{noun.title}"
        f" AS title, {company} AS company FROM {noun.table} b WHERE b.id < :first"
        " AND b.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM external_id e WHERE"
        " e.noun = :noun AND e.source = :source AND e.record_id = b.id)) o"
        f" ON o.title = a.{noun.title} AND o.company = {company} WHERE a.id >= :first",
        {"noun": plan.noun, "source": plan.source, "first": first},
    )
    return int(rows[0]["number"])
