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
    if plan.noun != "deal" or "amount" not in plan.given:
        return []
    rows = session.tuples(
        "SELECT d.currency, count(*) FROM change c JOIN deal d ON d.id = c.row_id"
        " WHERE c.changeset_id = :id AND c.table_name = 'deal' AND c.operation = 'insert'"
        " AND d.amount_minor IS NOT NULL GROUP BY d.currency ORDER BY 2 DESC, 1",
        {"id": session.changeset_id},
    )
    if not rows:
        return []
    counts = ", ".join(f"{count:,} in {currency}" for currency, count in rows)
    own = session.book.currency
    bare = own in dict(rows) and "currency" not in plan.given
    return [f"amounts: {counts}" + (f"; those without a currency are taken for {own}"
                                    if bare else "")]  # fmt: skip


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
