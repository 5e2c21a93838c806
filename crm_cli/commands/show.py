"""`crm show`: one record, whole."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.nouns import chosen, require_database
from crm_cli.context import AppContext
from crm_cli.options import ShowDisplay, command
from crm_cli.tables import Record

app = typer.Typer()

EVENTS = 8  # so that a briefing fits a screen
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

    require_database(crm, "contact")
    assert crm.reader is not None
    noun, id = references.resolve_any(crm.reader, chosen(crm, None, ref))
    record = show_record(crm.reader, noun, id, crm.book)
    if noun not in NOUNS:
        return record
    first = read_date(since, today=crm.book.today, prefer="past") if since else None
    asked = whole or first is not None
    events = timeline(
        crm.reader,
        crm.book,
        noun,
        id,
        since=first,
        kinds=kind or (),
        limit=None if asked else EVENTS,
    )
    if noun in ("contact", "company") and not whole and display.format in PEOPLE:
        return brief(record, events)
    record.sections["timeline"] = events
    return record
