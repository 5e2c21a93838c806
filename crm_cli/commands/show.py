"""`crm show`: one record, whole."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.nouns import chosen
from crm_cli.context import AppContext
from crm_cli.options import ShowDisplay, command
from crm_cli.tables import Record

app = typer.Typer()

EVENTS = 8  # where there is no screen to fit
LEAST = 3
# A briefing: rows of a section, and whether it saves lines. The first that fits the screen.
FORMS = ((5, False), (5, True), (3, True), (2, True), (0, True))
PEOPLE = ("table", "md", "html")  # the formats that are read, not computed with


@app.command("show")
@command
def show(
    crm: AppContext,
    ref: Annotated[
        str, typer.Argument(help="An id (D12), a name, an e-mail, a phone.", metavar="REF")
    ],
    display: ShowDisplay,
    since: Annotated[
        str | None, typer.Option(help="The timeline from this day on.", metavar="DATE")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="Of the timeline: call, email, interaction, deal, ticket, survey, change …",
            metavar="KIND",
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="All fields and sections, and the whole timeline.")
    ] = False,
) -> Record:
    """Show one record: a briefing on a person or a company, or all of any other.

    First who they are, what is open, and then one timeline of interactions, deals, tickets,
    answers and changes, the newest first.

    Example: crm show "Jane Smith" --since 2026-01-01 --kind call
    """
    from crm_cli.services import references
    from crm_cli.services.showing import brief, show_record
    from crm_cli.services.timeline import NOUNS, timeline
    from crm_cli.values.dates import read_date

    reader = crm.require_database()
    noun, id = references.resolve_any(reader, chosen(crm, None, ref))
    record = show_record(reader, noun, id, crm.book)
    if noun not in NOUNS:
        return record
    first = read_date(since, today=crm.book.today, prefer="past") if since else None
    room = EVENTS
    if noun in ("contact", "company") and not whole and display.format in PEOPLE:
        for rows, dense in FORMS:
            made = brief(record, rows=rows, dense=dense)
            room = _room(crm, made)
            if room >= LEAST:
                break
        record = made
    else:
        room = _room(crm, record)
    limit = None if whole or first is not None else max(room, LEAST)
    record.sections["timeline"] = timeline(
        reader, crm.book, noun, id, since=first, kinds=kind or (), limit=limit
    )
    return record


def _room(crm: AppContext, record: Record) -> int:
    """How many events there is room for on the screen, below all else; less than 0 for none."""
    if crm.stdout is None or not crm.stdout.isatty():
        return EVENTS
    row = record.fields.rows[0]
    shown = [
        (column.heading, str(value))
        for column, value in zip(record.fields.columns, row, strict=True)
        if column.shown and value not in (None, "", [])
    ]
    fields = len(shown)
    if record.dense:
        from crm_cli.render.document import beside

        fields = len(beside(shown, crm.width))
    summary = -(-len(record.summary) // crm.width)
    # A gap, a title, a heading and a line stand above the rows of a table, and what is cut below.
    tables = sum(
        len(table.rows) + 4 + 2 * (table.total is not None and table.total > len(table.rows))
        for table in record.sections.values()
        if table.rows
    )
    # The heading of the record, the gap below it, the timeline's heading, and the prompt.
    return crm.height - tables - fields - summary - 8
