"""The options of `crm import`, by what they are about."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.options import Options

Texts = list[str] | None


class Reading(Options):
    """How the file is read, where that is not found by itself."""

    encoding: Annotated[
        str | None, typer.Option(help="If it is not UTF-8: gb18030, cp1252 …", metavar="NAME")
    ] = None
    delimiter: Annotated[
        str | None, typer.Option(help="What is between cells, if it is not found.", metavar="CHAR")
    ] = None
    header: Annotated[
        int | None,
        typer.Option(help="The line with the column names, if not found.", metavar="LINE", min=1),
    ] = None
    sheet: Annotated[
        str | None, typer.Option(help="Of a workbook: its name or number.", metavar="SHEET")
    ] = None
    date_order: Annotated[
        Texts,
        typer.Option(
            "--date-order",
            help="dmy, mdy or ymd, where a column does not show it; for one: Birthday=dmy.",
            metavar="ORDER",
        ),
    ] = None
    decimal: Annotated[
        Texts,
        typer.Option(
            help="The decimal mark, . or , where a column does not show it; Price=, for one.",
            metavar="MARK",
        ),
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            "--phone-region", help="The country of phones without one: DE, CN.", metavar="CODE"
        ),
    ] = None


class Mapping(Options):
    """Where the columns go."""

    map: Annotated[
        Texts,
        typer.Option(
            "--map",
            help='Where a column goes: "Deal Stage=stage"; field:NAME or field:NAME:KIND is a'
            " field of your own, made if it is not there; nothing after the = leaves it out.",
            metavar="COLUMN=FIELD",
        ),
    ] = None
    value: Annotated[
        Texts,
        typer.Option(
            "--value",
            help="What a value of theirs is here: stage:Engaging=qualified.",
            metavar="FIELD:THEIRS=OURS",
        ),
    ] = None
    default: Annotated[
        Texts,
        typer.Option(
            "--default",
            help='What an empty field gets: source=fair, or made of columns: title="{product}'
            ' {company}".',
            metavar="FIELD=VALUE",
        ),
    ] = None
    mapping: Annotated[
        str | None,
        typer.Option(
            help="A mapping that was kept, or its file; none: not even a known program's.",
            metavar="NAME|FILE",
        ),
    ] = None
    save_mapping: Annotated[
        str | None,
        typer.Option(
            "--save-mapping", help="Keep what is said here for --mapping.", metavar="NAME"
        ),
    ] = None
    keep_rest: Annotated[
        bool,
        typer.Option("--keep-rest", help="Make fields of your own of the columns left over."),
    ] = False
