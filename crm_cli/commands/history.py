"""`crm history`: who changed what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.errors import NotFound, UsageError
from crm_cli.options import ListDisplay, command
from crm_cli.tables import NO_DATABASE, Table

if TYPE_CHECKING:
    from crm_cli.database import Reader

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
    from crm_cli.services import history as histories

    if crm.reader is None:
        return Table(histories.COLUMNS, [], noun="changeset", hint=NO_DATABASE)
    if ref is not None:
        return _of_one(crm, crm.reader, ref)
    if source is not None and source not in SOURCES:
        raise UsageError(
            "nothing comes from {source!r}", hint="--source terminal, script or outside",
            source=source,
        )  # fmt: skip
    limit = display.limit if display.limit is not None else 20 if display.format == "table" else 0
    return histories.changesets(
        crm.reader,
        crm.book,
        since=_day_start(crm, since) if since is not None else None,
        until=_day_start(crm, until, later=1) if until is not None else None,
        actor=crm.actor if user == "me" else user,
        command=command_,
        source=source,
        limit=limit or None,
    )


def _of_one(crm: AppContext, reader: Reader, ref: str) -> Table:
    """One changeset, or the life of one record, also of one that is gone."""
    from crm_cli.services import history, life, references

    if not ref.strip().removeprefix("#").isdigit():
        noun, id = life.recorded(reader, ref) or references.resolve_any(reader, ref)
        return life.life_of(reader, noun, id, crm.book)
    from crm_cli.commands.undo import read_number

    table = history.changesets(reader, crm.book, id=read_number(ref))
    if not table.rows:
        raise NotFound("there is no changeset {number}", hint="crm history", number=ref)
    return table


def _day_start(crm: AppContext, text: str, *, later: int = 0) -> str:
    """When the day that is written begins, or one so many days later: UTC text."""
    from datetime import timedelta

    from crm_cli.values.dates import day_start, read_date

    day = read_date(text, today=crm.book.today, prefer="past")
    return day_start(day + timedelta(days=later), crm.book.zone)
