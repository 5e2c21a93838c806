"""`crm today`, and `crm` alone: what needs doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ReportDisplay, command
from crm_cli.tables import NO_DATABASE, Report, Table

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.reports.agenda import Whose

app = typer.Typer(add_completion=False)

# With its headings it fits a terminal of 24 lines.
ROWS = 12


class AgendaDisplay(ReportDisplay):
    """An agenda is shown like a report, and can be a calendar."""

    formats: Sequence[str] = (*ReportDisplay.formats, "ics")


@app.command("today")
@command
def today(
    crm: AppContext,
    display: AgendaDisplay,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", help="me, a colleague or all; else mine and nobody's.", metavar="WHO"
        ),
    ] = None,
    week: Annotated[
        bool, typer.Option("--week", help="What the next seven days bring, too.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", help="How many rows; 0 for all.", min=0, max=10**9),
    ] = None,
    ics: Annotated[
        str | None,
        typer.Option("--ics", help="Write it as a calendar to this file.", metavar="FILE"),
    ] = None,
) -> Report | Table:
    """What needs doing, the most urgent first.

    Follow-ups overdue and due today, tickets that wait for us, unhappy answers that nobody followed
    up, deals past their expected close, people to be in touch with, stale deals, birthdays. crm
    alone does the same.

    Example: crm today --week --owner all

    Example: crm today --week --ics agenda.ics
    """
    from crm_cli.reports import today as report

    if crm.reader is None:
        return _nothing(crm)
    if ics is not None:
        _to_calendar(display, ics)
    as_calendar = display.format == "ics"
    whose = _whose(crm.reader, crm.actor, owner)
    quick = limit is None and display.format == "table" and not display.output
    found = report.today(
        crm.reader, crm.book, whose, week=week, limit=ROWS if quick else limit, quick=quick
    )
    if not as_calendar:
        return found
    from crm_cli.reports.today_calendar import calendar

    return calendar(crm.reader, crm.book, found)


def _to_calendar(display: ReportDisplay, file: str) -> None:
    """Let the result be written to a calendar file. UsageError beside another format."""
    if display.format != "table" or display.output:
        raise UsageError(
            "--ics is a format and a file of its own", hint="leave --format and --output out"
        )
    display.format, display.output = "ics", file


def _whose(reader: Reader, actor: str, owner: str | None) -> Whose:
    """Whose things to show. Raises NotFound for a colleague who is not there."""
    from crm_cli.reports.agenda import Whose

    if owner == "all":
        return Whose("all", 0, "everybody")
    if owner is not None and owner != "me":
        from crm_cli.services import references

        id = references.resolve(reader, "user", owner.removeprefix("@"))
        return Whose("one", id, references.handle_of(reader, id) or "")
    rows = reader.rows(
        "SELECT id FROM user_account WHERE handle = :handle AND deleted_at IS NULL",
        {"handle": actor},
    )
    id = int(rows[0]["id"]) if rows else 0
    return Whose("one", id, actor) if owner else Whose("mine", id, f"{actor} and unowned")


def _nothing(crm: AppContext) -> Report:
    from crm_cli.reports.today import COLUMNS

    day = crm.book.today.isoformat()
    table = Table(COLUMNS, [], title="There is no database yet", noun="reminder")
    zone = str(crm.book.zone)
    return Report(
        "today",
        "Today",
        (day, day),
        zone,
        crm.book.currency,
        {"today": table},
        hint=NO_DATABASE,
    )
