"""`crm doctor`: check that the database is well."""

from __future__ import annotations

import typer

from crm_cli.context import AppContext
from crm_cli.display import Display
from crm_cli.options import command
from crm_cli.tables import Column, Row, Table

app = typer.Typer()


@app.command()
@command
def doctor(crm: AppContext, display: Display) -> Table:
    """Check the database: integrity, links, schema, history, settings, records, file modes.

    Exit code 1 when anything is wrong. Nothing is changed; a copy of the
    book that a killed command left is removed.

    Example: crm doctor
    """
    from crm_cli.errors import CrmError
    from crm_cli.services.checkup import Finding, check_up

    if not crm.database.exists():
        crm.require_database()
    left = crm.remove_left()
    findings = check_up(crm.database)
    if left:
        named = ", ".join(path.name for path in left)
        findings.append(Finding("copies", True, f"removed what a killed command left: {named}"))
    try:
        crm.database.check()
    except CrmError:
        crm.show_without_database()
    crm.show_anyhow()
    if not all(finding.well for finding in findings):
        crm.exit_code = 1
    rows: list[Row] = [
        (finding.check, "ok" if finding.well else "wrong", finding.found, finding.advice)
        for finding in findings
    ]
    columns = [
        Column("check"),
        Column("state"),
        Column("found"),
        Column("advice", title="what to do"),
    ]
    return Table(columns, rows, title=crm.database.label, noun="check")
