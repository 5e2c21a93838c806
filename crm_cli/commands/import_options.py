"""The options of `crm import`, by what they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.display import Options

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
        typer.Option(
            help="The line with the column names, if not found.", metavar="LINE", min=1, max=10**9
        ),
    ] = None
    kind: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, tsv, json, jsonl, excel or vcard, if not found.",
            metavar="FORMAT",
        ),
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
    separator: Annotated[
        Texts,
        typer.Option(
            help="What is between the items of a cell, | or ; where a column does not show it;"
            " 'Tags=|', for one.",
            metavar="MARK",
        ),
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            "--phone-region",
            help="The country of phone numbers without one, as in DE.",
            metavar="CODE",
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
            help="What a value of theirs is here: stage:Engaging=qualified; kind:Task= means none.",
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
    make_stages: Annotated[
        bool,
        typer.Option(
            "--make-stages",
            help="Make the pipelines and stages of the file, instead of taking them for yours.",
        ),
    ] = False


class Matching(Options):
    """What becomes of a row about a record that is there."""

    key: Annotated[
        str,
        typer.Option(
            help="What tells records apart: email, external_id, title,company …", metavar="FIELDS"
        ),
    ] = ""
    on_match: Annotated[
        str,
        typer.Option(
            help="A record that is there already: sync what the source changed since the last time,"
            " unless a person did too; skip it, fill its empty fields, or overwrite them.",
            metavar="sync|skip|fill|overwrite",
        ),
    ] = "sync"
    missing: Annotated[
        str,
        typer.Option(
            help="Records that this source told of before and no longer has: report them, or put"
            " them into the trash.",
            metavar="report|trash",
        ),
    ] = ""
    source: Annotated[
        str,
        typer.Option(
            help="Whose ids external_id holds (the program, else the file).", metavar="NAME"
        ),
    ] = ""
    create_contacts: Annotated[
        bool, typer.Option("--create-contacts", help="Make the people that a row names.")
    ] = False


class BadRows(Options):
    """What becomes of rows that cannot be imported."""

    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, and keep the bad ones apart.")
    ] = False
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where --skip-bad puts bad rows (FILE.rejects.csv, .jsonl, .vcf).",
            metavar="FILE",
            show_default=False,
        ),
    ] = None
