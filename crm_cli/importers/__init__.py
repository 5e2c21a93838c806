"""Reading: one input format a file, bytes -> rows of text. What a file holds decides, not its name.

`open_rows` finds the format and gives a `RowSource`; its rows have the line where they begin, and
a row that cannot be told apart into columns comes as a `BadRow`, in its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers.rows import BadRow, Row, RowSource
from crm_cli.values.plurals import with_article

if TYPE_CHECKING:
    from crm_cli.importers.files import Opened

__all__ = ["FORMATS", "BadRow", "Row", "RowSource", "open_rows"]

FORMATS = ("csv", "tsv", "json", "jsonl", "excel", "vcard")  # what `format` and `--format` may name

# Compressed files: what unpacks them to a pipe.
_UNPACK = {"gzip": "gunzip -c", "bzip2": "bunzip2 -c", "xz": "xz -dc", "zstd": "zstd -dc"}
_WORKBOOKS = {"xlsx", "xlsb", "xls", "ods"}


def open_rows(
    source: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    format: str | None = None,  # the name of the flag
    header: int | None = None,
    sheet: str | None = None,
) -> RowSource:
    """The rows of a file, or of stdin for "-".

    `encoding`: a codec's name; None takes UTF-8 and byte order marks only; "auto" also a sole
    plausible other one. `delimiter` and `header` (the line with the column names, from 1) are
    found where they are not said. `sheet`: of a workbook, by its name or number. `format`: one of
    FORMATS, None to find it by the content.

    UsageError for a file that is not there or a flag that makes no sense; BadContent for one that
    is empty, binary, undecodable or without columns. The caller closes what it is given.
    """
    from crm_cli.importers.files import open_bytes

    if format is not None and format not in FORMATS:
        raise UsageError(
            "no input format is called {format}",
            hint="--format " + ", ".join(FORMATS),
            format=format,
        )
    opened = open_bytes(source)
    try:
        kind = _kind(opened, format)
        if kind == "excel":
            from crm_cli.importers.excel import ExcelRows

            return ExcelRows(opened, sheet=sheet, header=header)
        if kind == "vcard":
            from crm_cli.importers.vcard import VcardRows

            return VcardRows(opened, encoding=encoding)
        if kind == "json":
            from crm_cli.importers.json import JsonRows
            from crm_cli.importers.monica import MonicaRows, is_monica

            if is_monica(opened.stream):
                return MonicaRows(opened)
            return JsonRows(opened, encoding=encoding)
        from crm_cli.importers.csv import CsvRows

        return CsvRows(
            opened,
            encoding=encoding,
            delimiter="\t" if format == "tsv" and delimiter is None else delimiter,
            header=header,
        )
    except BaseException:
        opened.stream.close()
        raise


def _kind(opened: Opened, format: str | None) -> str:
    """excel, vcard, json or csv. BadContent where the content is none of them."""
    from crm_cli.importers.magic import kind_of

    found = kind_of(opened.stream)
    if found in _WORKBOOKS and format in {None, "excel"}:
        return "excel"
    if found in {"text", "json", "vcard"} and format != "excel":
        wanted = found if format is None else format
        return {"text": "csv", "tsv": "csv", "jsonl": "json"}.get(wanted, wanted)
    if found in _UNPACK:
        raise BadContent(
            "{file} is compressed with {kind}",
            hint="{unpack} {file} | crm import -",
            file=opened.name,
            kind=found,
            unpack=_UNPACK[found],
        )
    raise BadContent(
        "{file} is {kind}, which cannot be imported" + (" as {format}" if format else ""),
        hint="crm import takes CSV, JSON, JSON Lines, Excel and vCard",
        file=opened.name,
        kind="a text file"
        if found == "text"
        else with_article(f"{found} file")
        if found.isalpha()
        else found,
        format=format,
    )
