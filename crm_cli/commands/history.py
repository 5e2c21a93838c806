"""`crm history`: who changed what, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.errors import NotFound, UsageError
from crm_cli.options import ListDisplay, command
from crm_cli.tables import Table

app = typer.Typer()

SOURCES = ("terminal", "script", "outside")


@app.command()
@command
def history(
    crm: AppContext,
    display: ListDisplay,
    ref: Annotated[
        str | None,
        typer.Argument(
            help="A record, for its life field by field; or a changeset: #57.", metavar="[REF|#N]"
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(help="From that day on.", metavar="DATE")] = None,
    until: Annotated[str | None, typer.Option(help="Up to that day.", metavar="DATE")] = None,
    user: Annotated[str | None, typer.Option(help="By this colleague; me is you.")] = None,
    command_: Annotated[
        str | None, typer.Option("--command", help="Whose command line has this in it.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="terminal, script, or outside (not by crm).")
    ] = None,
) -> Table:
    """List what was done, the newest first, in words; or one record's life, field by field.

    Example: crm history --user me --since monday; crm history D12
    """
    from datetime import timedelta

    from crm_cli.services import history as histories
    from crm_cli.services import references
    from crm_cli.values.dates import day_start, read_date

    if crm.reader is None:
        return Table(histories.COLUMNS, [], noun="changeset", hint="there is no database yet")
    if ref is not None and ref.strip().removeprefix("#").isdigit():
        from crm_cli.commands.undo import read_number

        table = histories.changesets(crm.reader, crm.book, id=read_number(ref))
        if not table.rows:
            raise NotFound("there is no changeset {number}", hint="crm history", number=ref)
        return table
    if ref is not None:
        # What was deleted has a life to tell, too.
        noun, id = histories.recorded(crm.reader, ref) or references.resolve_any(crm.reader, ref)
        return histories.life_of(crm.reader, noun, id, crm.book)
    if source is not None and source not in SOURCES:
        raise UsageError(
            "nothing comes from {source!r}", hint="--source terminal, script or outside",
            source=source,
        )  # fmt: skip
    book = crm.book

    def day(text: str | None, days: int) -> str | None:
        if text is None:
            return None
        found = read_date(text, today=book.today, prefer="past")
        return day_start(found + timedelta(days=days), book.zone)

    limit = display.limit if display.limit is not None else 20 if display.format == "table" else 0
    return histories.changesets(
        crm.reader,
        book,
        since=day(since, 0),
        until=day(until, 1),
        actor=crm.actor if user == "me" else user,
        command=command_,
        source=source,
        limit=limit or None,
    )
