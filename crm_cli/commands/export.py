"""`crm export`: records as a file that other programs, and `crm import`, can read."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import Display, command

app = typer.Typer(help="Write records to a file.")

FORMATS = ("csv", "json", "jsonl")


class ExportDisplay(Display):
    """How an export is written: like a list, but csv unless said otherwise."""

    format: Annotated[str, typer.Option("--format", "-f", help="csv, json or jsonl.")] = "csv"
    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help='A condition, as in "city=Berlin" or "amount>=10k".'),
    ] = None
    sort: Annotated[str | None, typer.Option(help="A column; -column for the largest first.")] = (
        None
    )


@app.command("export", no_args_is_help=True)
@command
def export(
    crm: AppContext,
    noun: Annotated[
        str,
        typer.Argument(
            help="contacts, companies, deals, interactions, tasks, tickets, surveys or users.",
            metavar="NOUN",
        ),
    ],
    display: ExportDisplay,
) -> None:
    """Write all records of a noun, or those of --where: whole, never cut.

    The columns have the names of the fields, so crm import takes the file back without --map.

    Example: crm export contacts --where tag=vip --output vip.csv
    """
    from crm_cli.nouns import find_noun
    from crm_cli.render.message import plural
    from crm_cli.services import exports

    if display.format not in FORMATS:
        raise UsageError(
            "an export cannot be {format}",
            hint="--format {formats}; crm {noun} list has the others",
            format=display.format,
            formats=", ".join(FORMATS),
            noun=find_noun(noun).name,
        )
    name = find_noun(noun).name
    if name not in exports.NOUNS_EXPORTED:
        raise UsageError(
            "{noun} cannot be exported yet",
            hint="one of: {nouns}",
            noun=name,
            nouns=", ".join(exports.NOUNS_EXPORTED),
        )
    if crm.reader is None:
        table = exports.empty_table(name)
    else:
        table = exports.export_table(
            crm.reader, name, crm.book, where=display.where or (), sort=display.sort
        )
    crm.emit(table, display)
    count = len(table.rows)
    crm.notice("{count:,} {things}", count=count, things=plural(name, count))
