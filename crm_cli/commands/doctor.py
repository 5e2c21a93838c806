"""`crm doctor`: check that the database is well."""

from __future__ import annotations

import typer

from crm_cli.commands.nouns import require_database
from crm_cli.context import AppContext
from crm_cli.options import Display, command
from crm_cli.tables import Column, Row, Table

app = typer.Typer()


@app.command()
@command
def doctor(crm: AppContext, display: Display) -> Table:
    """Check the database: integrity, links, schema, history, settings, file modes.

    Exit code 1 when anything is wrong. Nothing is changed.

    Example: crm doctor
    """
    from crm_cli.errors import CrmError
    from crm_cli.services.checkup import check_up

    if not crm.database.exists():
        require_database(crm)
    findings = check_up(crm.database)
    try:
        crm.database.check()
        _ = crm.book
    except CrmError:
        crm.show_without_database()
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
