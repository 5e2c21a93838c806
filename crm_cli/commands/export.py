"""`crm export`: records as files that other programs, and `crm import`, can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, TextIO

import typer

from crm_cli.context import STDOUT, AppContext
from crm_cli.display import Display
from crm_cli.errors import UsageError
from crm_cli.options import command
from crm_cli.private import make_folder, replace_file
from crm_cli.tables import Outcome, Table

app = typer.Typer(help="Write records to a file.")

# How each format's file is called, and the nouns that it can hold where not all.
FORMATS = {
    "csv": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "xlsx": "xlsx",
    "vcard": "vcf",
    "vcard4": "vcf",
    "ics": "ics",
}
_ONLY = {"vcard": ("contact",), "vcard4": ("contact",), "ics": ("task", "interaction")}


class ExportDisplay(Display):
    """How an export is written: like a list, but csv unless said otherwise."""

    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="csv, json, jsonl, xlsx, vcard (3.0), vcard4 or ics; else as --output ends.",
        ),
    ] = "csv"
    formats = tuple(FORMATS)
    endings: Mapping[str, str] = MappingProxyType({"zip": "csv"})
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", help="This file; a folder or .zip for several nouns.", metavar="FILE"
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help='A condition, as in "city=Berlin" or "amount>=10k".'),
    ] = None
    sort: Annotated[str | None, typer.Option(help="A column; -column for the largest first.")] = (
        None
    )
    bom: Annotated[bool, typer.Option("--bom", help="CSV: a byte order mark first, for Excel.")] = (
        False
    )


@app.command("export", no_args_is_help=True)
@command
def export(
    crm: AppContext,
    display: ExportDisplay,
    nouns: Annotated[
        list[str] | None,
        typer.Argument(
            help="contacts, companies, deals, interactions, tasks, tickets, surveys or users.",
            metavar="NOUN...",
        ),
    ] = None,
    whole: Annotated[
        Path | None,
        typer.Option(
            "--all", help="Everything but the history, for an empty database.", metavar="FILE.zip"
        ),
    ] = None,
) -> None:
    """Write all records of a noun, or those of --where: whole, never cut.

    The columns have the names of the fields, so crm import takes the file back without --map.
    Several nouns go to a folder, a .zip or the sheets of one .xlsx. A calendar has the follow-ups,
    or the meetings and visits; vCards the contacts.

    Example: crm export contacts --where tag=vip --output vip.csv

    Example: crm export contacts deals --output book.xlsx
    """
    if whole is not None:
        _export_whole(crm, whole, nouns)
        return
    names = [_noun(text, display.format) for text in nouns or ()]
    if not names:
        raise UsageError("what shall be exported?", hint="crm export contacts, or --all FILE.zip")
    tables = {name: _table(crm, name, display) for name in dict.fromkeys(names)}
    if len(tables) == 1 and not (display.output or "").lower().endswith(".zip"):
        crm.emit(next(iter(tables.values())), display)
    else:
        _write_several(crm, tables, display)
    _say_counts(crm, tables)
    if display.format in _ONLY:
        _say_left_out(crm, next(iter(tables.values())), display.format)


def _noun(text: str, format: str) -> str:
    """The noun that `text` names, when it can be exported so. UsageError otherwise."""
    from crm_cli.nouns import find_noun
    from crm_cli.services.exports import NOUNS_EXPORTED

    name = find_noun(text).name
    if name not in NOUNS_EXPORTED:
        raise UsageError(
            "{noun} cannot be exported yet",
            hint="one of: {nouns}",
            noun=name,
            nouns=", ".join(NOUNS_EXPORTED),
        )
    if name not in _ONLY.get(format, (name,)):
        raise UsageError(
            "{noun} cannot be exported as {format}",
            hint="that is for {nouns}",
            noun=name,
            format=format,
            nouns=", ".join(_ONLY[format]),
        )
    return name


def _table(crm: AppContext, name: str, display: ExportDisplay) -> Table:
    from crm_cli.services import exports

    if crm.reader is None:
        return exports.empty_table(name)
    where = list(display.where or ())
    if display.format == "ics" and name == "interaction":
        where.append("kind=meeting,visit")
    return exports.export_table(crm.reader, name, crm.book, where=where, sort=display.sort)


def _write_several(crm: AppContext, tables: dict[str, Table], display: ExportDisplay) -> None:
    """Write a file each, into a folder or a zip; or a sheet each, into a workbook."""
    from crm_cli.nouns import NOUNS

    output = Path(display.output or "-")
    ending = output.suffix.lower()
    sheets = (ending, display.format) == (".xlsx", "xlsx")
    if str(output) in STDOUT or not (ending in ("", ".zip") or sheets):
        raise UsageError(
            "several nouns need a folder or a .zip to go to",
            hint="--output FOLDER, --output FILE.zip or --output FILE.xlsx",
        )
    if sheets:
        from crm_cli.render.excel import workbook

        book = workbook(
            {NOUNS[name].plural: table for name, table in tables.items()}, crm.book.zone
        )
        replace_file(crm.output(output), lambda stream: stream.buffer.write(book))
        return
    if not ending and not output.is_dir():
        make_folder(crm.output(output))
    files: dict[str, bytes] = {}
    for name, table in tables.items():
        file = f"{NOUNS[name].plural}.{FORMATS[display.format]}"
        if ending:
            files[file] = _rendered(crm, table, display)
        else:
            crm.emit(table, display.but(output=str(output / file)))
    if files:
        replace_file(crm.output(output), lambda stream: _zip(files, stream))


def _rendered(crm: AppContext, table: Table, display: ExportDisplay) -> bytes:
    import io

    from crm_cli.render import render

    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="utf-8", newline="")
    render(table, format=display.format, stream=stream, style=crm.style(display, stream))
    stream.flush()
    return buffer.getvalue()


def _zip(files: dict[str, bytes], stream: TextIO) -> None:
    import zipfile

    with zipfile.ZipFile(stream.buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _say_counts(crm: AppContext, tables: dict[str, Table]) -> None:
    from crm_cli.values.plurals import counted

    for name, table in tables.items():
        count = len(table.rows)
        crm.remark("{things}", things=counted(count, name))


def _say_left_out(crm: AppContext, table: Table, format: str) -> None:
    """Say what a card or a calendar cannot hold: fields without a property, control characters."""
    from crm_cli.nouns import NOUNS
    from crm_cli.render.content_lines import CONTROLS
    from crm_cli.render.vcard import HELD

    columns = list(enumerate(table.columns))
    left = [
        column.heading
        for place, column in columns
        if table.noun == "contact"
        and column.name not in HELD
        and any(row[place] not in (None, "", []) for row in table.rows)
    ]
    if left:
        crm.notice("not in a vcard: {fields} (--format csv has all)", fields=", ".join(left))
    title = table.column(NOUNS[table.noun].title)
    names = [
        str(row[title])
        for row in table.rows
        if any(re.search(CONTROLS, str(row[place]).replace("\r", "\n")) for place, _ in columns)
    ]
    if names:
        more = f", and {len(names) - 3:,} more" if len(names) > 3 else ""
        crm.notice(
            "left out, as {format} has no room for them: control characters of {names}",
            format=format,
            names=", ".join(names[:3]) + more,
        )


def _export_whole(crm: AppContext, path: Path, nouns: list[str] | None) -> None:
    from crm_cli.services.restoring import back_up

    if nouns:
        raise UsageError("--all has all nouns already", hint="crm export --all {path}", path=path)
    crm.require_database()
    manifest = back_up(crm.database, crm.output(path), crm.book.stamp, history=False)
    said = Outcome("wrote {path}: {rows:,} rows", {"path": path, "rows": manifest.rows})
    crm.emit(said, Display())
