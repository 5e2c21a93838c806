"""`crm demo`: made-up data to try everything on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.database import Database
from crm_cli.display import Display
from crm_cli.options import ReportDisplay, command
from crm_cli.tables import Column, Outcome, Row, Table

app = typer.Typer()

NEXT = """go on with the demo, which is a file of its own:
  crm --db demo today                  what needs doing
  crm --db demo contact list           the people; also company, deal, task, interaction
  {show:<35}  a deal, whole
  crm --db demo log call {contact} "went well" --next "send quote" --due fri
  crm --db demo ticket queue           who waits for an answer
  crm --db demo report wins            what was won and lost
  crm --db demo report diff            what moved the pipeline in the last week
and when you have seen enough: crm init makes your own"""


@app.command()
@command
def demo(
    crm: AppContext,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make it anew, without what was done in it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="How many records it has, as JSON.")] = False,
) -> None:
    """Try crm on made-up data: companies, contacts in two languages, deals, follow-ups.

    The data is in a file of its own, which every command takes as --db demo; your own data is
    not touched. Then the pipeline, segments, satisfaction and what needs doing today are shown.

    Example: crm demo
    """
    crm.db = "demo"  # whatever --db says: the demo never goes into anything else
    database = crm.database
    if dry_run:
        there = database.exists()
        message = "made the demo at {path}" if fresh or not there else "showed the demo at {path}"
        if fresh and there:
            message += "; what was done in the one that is there is lost"
        done = Outcome(message, {"path": database.label}, dry_run=True)
        crm.emit(done, Display(json=json))
        return
    if fresh or not database.exists():
        _make(crm, database)
    else:
        crm.notice(
            "the demo is there already: {path}",
            hint="crm demo --fresh makes it anew",
            path=database.label,
        )
    if json:
        crm.emit(_counts(crm), Display(json=True))
        return
    _show(crm)
    crm.notice(NEXT, **_examples(crm))


def _make(crm: AppContext, database: Database) -> None:
    """Make the demo beside its place and move it there, so that no half of it is ever seen."""
    from crm_cli.services.demo import SETTINGS, fill
    from crm_cli.session import transaction

    if database.exists():
        database.version()  # what is no database of ours is left alone
    crm.notice("making the demo …")
    database.close()
    beside = Database(str(database.path.with_name(f".demo.new-{os.getpid()}")))
    try:
        crm.make_database(beside, SETTINGS, {})
        with transaction(beside, crm.command) as session:
            fill(session)
        # The journal of a demo that broke off must not be played back into the new one.
        Path(f"{database.path}-journal").unlink(missing_ok=True)
        beside.path.replace(database.path)
    finally:
        beside.close()
        beside.path.unlink(missing_ok=True)
    counts = {str(noun): count for noun, count in _counts(crm).rows}
    crm.notice(
        "made {path}: {company} companies, {contact} contacts, {deal} deals,"
        " {interaction:,} interactions, {task} follow-ups, {ticket} tickets, {survey} answers",
        path=database.label,
        **counts,
    )


def _counts(crm: AppContext) -> Table:
    """How many records of each noun the demo has."""
    from crm_cli.services.demo import COUNTED

    assert crm.reader is not None
    rows: list[Row] = [
        (
            noun,
            crm.reader.rows(f"SELECT count(*) AS n FROM {table} WHERE deleted_at IS NULL")[0]["n"],
        )
        for noun, table in COUNTED.items()
    ]
    return Table([Column("noun"), Column("records", "integer")], rows)


# The sections that a first look shows; the reports have more.
_SHOWN = {
    "segments": ("segments",),
    "satisfaction": ("csat", "nps", "ces", "servqual"),
}


def _show(crm: AppContext) -> None:
    """The pipeline, segments and satisfaction, and what needs doing today."""
    from crm_cli import reports
    from crm_cli.commands.report import run_report
    from crm_cli.commands.today import today

    display = ReportDisplay()
    shown: dict[str, dict[str, str]] = {
        "pipeline": {"currency": "EUR"},
        "segments": {"currency": "EUR"},
        "satisfaction": {},
    }
    for name, scope in shown.items():
        report = run_report(crm, reports.load(name), dict(scope), {}, display)
        kept = _SHOWN.get(name, tuple(report.sections))
        report.sections = {key: report.sections[key] for key in kept if key in report.sections}
        crm.emit(report, display)
        crm.stdout.write("\n")
    crm.emit(today.function(crm, display), display)


def _examples(crm: AppContext) -> dict[str, str]:
    """Commands to show the way with: on the largest open deal, and its first contact."""
    assert crm.reader is not None
    found = crm.reader.rows(
        "SELECT d.id AS deal, l.contact_id AS contact FROM deal d"
        " JOIN stage s ON s.id = d.stage_id JOIN deal_contact l ON l.deal_id = d.id"
        " WHERE s.outcome = 'open' AND d.currency = 'EUR' AND d.deleted_at IS NULL"
        " ORDER BY d.amount_minor DESC NULLS LAST, l.id LIMIT 1"
    )
    row = found[0] if found else {"deal": 1, "contact": 1}
    return {"show": f"crm --db demo show D{row['deal']}", "contact": f"C{row['contact']}"}
