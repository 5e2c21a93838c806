"""What imports of one noun and of sheets say alike: rejected rows, and the currencies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.context import AppContext

if TYPE_CHECKING:
    from crm_cli.commands.rejects import RejectsFile
    from crm_cli.importers import RowSource
    from crm_cli.services.imports import Plan, Summary
    from crm_cli.session import Session


def rejects_file(
    crm: AppContext, file: str, asked: Path | None, source: RowSource, used: bool
) -> RejectsFile:
    from crm_cli.commands.rejects import RejectsFile

    name = "import" if file == "-" else file
    found = RejectsFile(asked, source, name)
    return RejectsFile(crm.output(found.path), source, name) if used else found


def currencies(session: Session, plan: Plan) -> list[str]:
    """Which currencies the amounts of an import are in, and where it was taken from."""
    found = []
    if plan.noun == "deal" and "amount" in plan.given:
        bare = "currency" not in plan.given
        found += _counted_currencies(session, "amounts", "deal", "d.amount_minor IS NOT NULL", bare)
    for custom in {one.custom for one in plan.targets if one.custom}:
        if custom.kind == "money":
            kept = (
                f"d.field_id = (SELECT id FROM field WHERE noun = '{plan.noun}'"
                " AND deleted_at IS NULL AND name = :name)"
            )
            bare = f"{custom.name}_currency" not in plan.given
            table = f"{plan.noun}_field"
            found += _counted_currencies(session, custom.name, table, kept, bare, custom.name)
    return sorted(found)


def _counted_currencies(
    session: Session, what: str, table: str, kept: str, bare: bool, name: str = ""
) -> list[str]:
    """The currencies of the new rows of a table; `bare` is whether amounts stand by themselves."""
    rows = session.tuples(
        f"SELECT d.currency, count(*) FROM change c JOIN {table} d ON d.id = c.row_id"
        " WHERE c.changeset_id = :id AND c.table_name = :table AND c.operation = 'insert'"
        f" AND {kept} GROUP BY d.currency ORDER BY 2 DESC, 1",
        {"id": session.changeset_id, "table": table} | ({"name": name} if name else {}),
    )
    if not rows:
        return []
    counts = ", ".join(f"{count:,} in {currency}" for currency, count in rows)
    own = session.book.currency
    said = f"; those without a currency are taken for {own}" if bare and own in dict(rows) else ""
    return [f"{what}: {counts}{said}"]


def list_problems(crm: AppContext, summary: Summary) -> None:
    from crm_cli.services.imports.summary import SHOWN

    groups = list(summary.different.values())
    for problem, count in groups[:SHOWN]:
        crm.notice(
            "line {line}{more}: {where}{reason}",
            line=problem.line,
            more=f" and {count - 1:,} more" if count > 1 else "",
            where=f'{problem.column} "{problem.value[:60]}": ' if problem.column else "",
            reason=problem.reason,
        )
    left = summary.rejected - sum(count for _, count in groups[:SHOWN])
    if left > 0:
        crm.notice("… and {left:,} more rows", left=left)
